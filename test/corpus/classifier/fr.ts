// What customers write in French, and what it is to be taken for. Written for this project.
import type { Sample } from './judge.ts';

export const samples: Sample[] = [
  [
    'Le colis est arrivé un peu en retard.',
    { kind: 'complaint', category: 'delivery', severity: 'minor' },
  ],
  [
    "L'appareil a une petite rayure sur le couvercle.",
    { kind: 'complaint', category: 'product', severity: 'minor' },
  ],
  [
    "J'attends mon colis depuis trois semaines et le suivi n'a pas bougé.",
    { kind: 'complaint', category: 'delivery', severity: 'moderate' },
  ],
  [
    "J'ai appelé cinq fois et personne ne répond, votre service client est injoignable.",
    { kind: 'complaint', category: 'communication', severity: 'moderate' },
  ],
  [
    "L'appareil est cassé pour la troisième fois, la qualité est mauvaise.",
    { kind: 'complaint', category: 'product', severity: 'moderate' },
  ],
  ['La même facture a été prélevée deux fois.', { kind: 'complaint', category: 'billing' }],
  [
    "J'ai été débité deux fois pour la même facture.",
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    "Vous m'avez prélevé 1 250,00 € de frais sur ma carte bancaire.",
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    "J'ai renvoyé les chaussures il y a un mois et je n'ai toujours pas de remboursement.",
    { kind: 'complaint', category: 'refund', severity: 'moderate' },
  ],
  [
    "Nous n'avons plus d'internet depuis lundi et nous ne pouvons plus travailler.",
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    "L'immeuble est sans chauffage et sans eau chaude.",
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    "Dans mon espace je vois les données d'un autre client. C'est une fuite de données !",
    { kind: 'complaint', category: 'privacy', severity: 'critical' },
  ],
  [
    'Mon compte a été piraté et le mot de passe a été changé.',
    { kind: 'complaint', category: 'account', severity: 'critical' },
  ],
  [
    'Le chargeur a pris feu et je me suis brûlé la main.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'Ma fille a eu une réaction allergique et a fini aux urgences.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'La caissière a été désagréable avec moi.',
    { kind: 'complaint', category: 'staff', severity: 'minor' },
  ],
  [
    'Le vendeur a tenu des propos racistes.',
    { kind: 'complaint', category: 'staff', severity: 'major' },
  ],
  [
    'Sans réponse sous huit jours, je saisis mon avocat et le médiateur.',
    { kind: 'complaint', severity: 'moderate' },
  ],
  [
    "Ma grand-mère est en fauteuil roulant et personne ne l'a aidée.",
    { kind: 'complaint', severity: 'moderate' },
  ],
  [
    "L'application plante quand j'ouvre le panier.",
    { kind: 'complaint', category: 'website', severity: 'minor' },
  ],
  [
    'Impossible de me connecter, le mot de passe est refusé.',
    { kind: 'complaint', category: 'account', severity: 'minor' },
  ],
  [
    "Ma résiliation a été refusée et l'abonnement renouvelé automatiquement.",
    { kind: 'complaint', category: 'contract', severity: 'minor' },
  ],
  [
    "Le technicien n'est pas venu au rendez-vous.",
    { kind: 'complaint', category: 'appointment', severity: 'moderate' },
  ],
  ["C'est scandaleux, j'en ai marre de vos mensonges !", { kind: 'complaint', agitated: true }],
  ['Bande de voleurs, vous vous moquez du monde.', { kind: 'complaint', agitated: true }],
  ['Quel service de merde, plus jamais.', { kind: 'complaint', agitated: true }],
  ["Si je n'ai pas mon argent, je vais te tuer.", { kind: 'complaint', threat: true }],
  ['Je sais où vous habitez, vous allez le regretter.', { kind: 'complaint', threat: true }],
  ['Je vais mettre le feu à votre boutique.', { kind: 'complaint', threat: true }],
  ['La prochaine fois je viens vous casser la gueule.', { kind: 'complaint', threat: true }],
  ["J'ai gardé mon sang-froid malgré l'attente.", { kind: 'complaint', severity: 'minor' }],
  ["Pourriez-vous me dire quels sont vos horaires d'ouverture ?", { kind: 'inquiry' }],
  [
    'Livrez-vous en Belgique et combien coûte la livraison ?',
    { kind: 'inquiry', category: 'delivery' },
  ],
  ['Je voudrais savoir si cette veste existe en bleu.', { kind: 'inquiry' }],
  [
    'Merci beaucoup pour la livraison, le livreur était très aimable.',
    { kind: 'feedback', category: 'delivery' },
  ],
  ['Excellent accueil, je recommande à tout le monde.', { kind: 'feedback' }],
  ['Une suggestion : ce serait bien de pouvoir payer par téléphone.', { kind: 'feedback' }],
  ['Le repas était très bon mais nous avons attendu trop longtemps.', { kind: 'complaint' }],
  ['Je ne suis pas contente du nouveau forfait.', { kind: 'complaint', category: 'contract' }],
];

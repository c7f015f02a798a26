// Threats in words of their own and what only looks like one (R17); scary words that mean nothing (R15). None of these sentences is
// in the labelled sets.
import { expect, test } from 'vitest';
import { judge } from '../../test/corpus/classifier/judge.ts';

const threats = [
  "Send another bailiff and I'll set the dogs on him.",
  "Your man won't be leaving on his feet next time.",
  "I've a shotgun over the fireplace and I'm not afraid to use it.",
  "Tell Mark I'll be waiting by his car.",
  "I'd sleep with the lights on if I were you.",
  'One phone call and my cousins will be at your door.',
  'Keep ignoring me and see what happens to your windows.',
  "I'll ram my truck through your front door.",
  'People have died for less.',
  'This ends tonight, one way or another.',
  'Schicken Sie mir noch einen, und der fliegt die Treppe runter.',
  'Ich warte heute Abend auf Sie, am Personaleingang.',
  'Du solltest dich nachts nicht mehr allein auf die Straße trauen.',
  'Man weiß ja, wo Ihr Wagen steht.',
  'Sagen Sie dem Herrn Meier, er soll sich schon mal einen Arzt suchen.',
  'Leute sind schon für weniger gestorben.',
  'Morgen steh ich mit Benzin vor eurem Lager.',
  'El próximo que venga sale por la ventana.',
  'Le voy a esperar a la salida, dígaselo.',
  'Mejor que no salga solo esta noche.',
  'Tengo la escopeta cargada.',
  'Ya nos veremos las caras.',
  'Vais a necesitar una ambulancia.',
  'Sé en qué calle vive tu madre.',
  'Mañana os reviento el escaparate.',
  'Le prochain qui vient repart sans ses dents.',
  "Je l'attendrai ce soir à la sortie du personnel.",
  'On en a vu mourir pour moins que ça.',
  "J'ai le fusil chargé.",
  'Je connais votre adresse, alors faites gaffe.',
  'Demain je mets le feu à vos camions.',
  'Je vais lui casser les deux bras à ton collègue.',
];
const harmless = [
  'I will wait for your call tomorrow at my house.',
  'I know you close at six, can I collect my order at seven?',
  'Your driver knows where I live, he has been here before.',
  'Please be careful with the knife set, one blade is loose.',
  'My dog was waiting for his food and the parcel never came.',
  'The hotel burned my toast and the coffee was dark.',
  'You will hear from my lawyer if the shop does not pay.',
  'I will fight this in court and in the press.',
  'Der Fahrer kennt meine Adresse, trotzdem kam nichts.',
  'Ich komme morgen mit dem kaputten Hammer vorbei und will mein Geld.',
  'Wir warten seit Stunden vor Ihrer Filiale.',
  'Ihr Techniker hat meine Tür eingeschlagen und ist weg.',
  'Ich werde Sie verklagen und überall schlecht bewerten.',
  'Mañana paso por la tienda con el martillo roto para cambiarlo.',
  'El técnico me cortó la luz y se fue a su casa.',
  'Voy a poner una denuncia y a contarlo en redes.',
  'Su repartidor sabe dónde vivo y aun así no vino.',
  'Je passe demain au magasin avec la batte de baseball défectueuse.',
  'Votre livreur a cassé ma vitre et il est reparti chez lui.',
  'Je vais saisir le médiateur et résilier.',
  'Mon mari attend devant votre agence depuis une heure.',
  'La chaleur dans votre boutique était à mourir.',
];

test.each(threats)('R17 a threat: %s', async (text) => {
  expect((await judge(text)).threat).toBe(true);
});

test.each(harmless)('R17 no threat: %s', async (text) => {
  expect((await judge(text)).threat).toBe(false);
});

test.each([
  ['La remarque de la caissière était blessante.', 'critical'],
  ['La musiquita de espera es insoportable.', 'critical'],
  ['This is killing me, the lid squeaks.', 'major'],
])('R15 a figure of speech raises little: %s', async (text, never) => {
  const levels = ['minor', 'moderate', 'major', 'critical'];
  const { severity } = await judge(text);
  expect(levels.indexOf(severity)).toBeLessThan(levels.indexOf(never));
});

test.each([
  ['They gave my mother the wrong tablets and she is dizzy.', 'major'],
  ['Man hat meiner Mutter falsche Tabletten gegeben, ihr ist schwindlig.', 'major'],
  ['The invoice of 40,000 JPY was wrong.', 'major'],
  ['In 2009 your van broke my leg; today a cup was chipped.', 'minor'],
])('R15 %s', async (text, severity) => {
  expect((await judge(text)).severity).toBe(severity);
});

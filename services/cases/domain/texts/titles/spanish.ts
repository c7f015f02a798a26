// What tasks are called in Spanish. Choosing among languages: ../task-titles.ts.
import { seeAlso, type Titles } from './english.ts';

/** The titles in Spanish. */
export const spanish: Titles = {
  escalation: (level, action) => `Nivel ${level}: ${action}`,
  resolve: () => 'Resolver el caso',
  review: () => 'Revisar e iniciar la investigación',
  warning: (level) => `Pasa pronto al nivel ${level}`,
  investigate: () => 'Investigar este caso',
  agitated: () => 'Cliente muy alterado: hacerse cargo de la conversación',
  decideContact: () => 'Amenaza: decidir si se responde a este cliente y cómo',
  decideContactOverdue: () => 'Amenaza: nadie decidió a tiempo si se responde a este cliente',
  reportViolence: () => 'Amenaza: presentar el informe de violencia en el trabajo',
  answerSocial: () => 'Responder por mensaje directo: acusar recibo y prometer una respuesta',
  findPerson: () => 'Llegó por una máquina: encontrar a la persona y acusar recibo a mano',
  acknowledgeInPerson: () => 'Sin dirección de correo: acusar recibo en persona o por teléfono',
  acknowledgeNow: () => 'Sin acuse de recibo: enviarlo a mano antes de que venza el plazo',
  acknowledgementFailed: () =>
    'El acuse de recibo no llegó: contactar con el cliente por otro medio',
  assign: () => 'Asignar a quien investigue',
  nextUpdate: () => 'Informar al cliente de cómo va',
  digest: (count) => `${count} asuntos le esperan`,
  dueSoon: (title) => `Vence pronto: ${title}`,
  overdue: (title) => `Vencido: ${title}`,
  handedOver: (title: string) => `Desde ahora es suyo: ${title}`,
  answerInquiry: () => 'Responder a la consulta',
  waitEnded: () => 'La espera ha terminado: continuar',
  readReply: () => 'El cliente ha vuelto a escribir: leer y responder',
  tellOutcome: () => 'Resuelto: comunicar el resultado al cliente por mensaje directo',
  checkLink: (reference, reason) => `Puede pertenecer a ${reference}: ${reason}`,
  triage: (maybe) =>
    maybe ? `Decidir de qué se trata, quizá: ${maybe}` : 'Decidir de qué se trata',
  suspectedThreat: () => 'Quizá sea una amenaza: leerla y, si lo es, suspender el contacto',
  unreadable: () => 'No se pudo leer: mirar el original',
  approveRemedy: (remedy, what, lookAt) =>
    `Aprobar o rechazar ${remedy}: ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'quizá fraccionada',
    severity_lowered: 'gravedad rebajada',
    customer_remedies: 'otras compensaciones de este cliente',
    others_open: 'otras propuestas abiertas',
    above_caps: 'por encima de los límites',
    above_budget: 'por encima del presupuesto',
  },
  deliverRemedy: (remedy) =>
    `Compensación ${remedy}: comunicarla al cliente y registrar la entrega`,
  giveWithoutContact: (remedy) =>
    `El contacto sigue suspendido: entregar ${remedy} sin contacto o levantar la suspensión`,
  tellEscalation: (level) => `Ahora en el nivel ${level}: decírselo al cliente y anotarlo`,
  tellOutcomeInPerson: () =>
    'Resuelto, pero no se pudo escribir al cliente: comunicarle el resultado y anotarlo',
  tellPaid: (remedy) => `${remedy} está pagado: decírselo al cliente y anotarlo`,
  tellUpdate: () => 'No se pudo escribir al cliente: contarle la novedad y anotarlo',
  payoutTrouble: (remedy, status, reason) =>
    `Pago de ${remedy}: ${status} (${reason}): comprobarlo con el proveedor y registrarlo`,
  paidTwice: (remedy) =>
    `${remedy} se pagó aunque ya se había entregado a mano: recuperar uno de los dos`,
  remedyBudget: (month, percent, spent) =>
    `Las compensaciones de ${month} han llegado al ${percent} % del presupuesto: ${spent}`,
  remedyNotDelivered: (remedy, status) =>
    `La compensación ${remedy} no llegó (${status}): comprobar y entregar a mano`,
  messageFailed: (purpose, status) => `El mensaje «${purpose}» no llegó (${status})`,
  quarantined: (reference, reason) => `Mirar ${reference}: ${reason}, no se tramitó por sí solo`,
  deadLetter: (topic, group, tries) =>
    `${group} no pudo tratar ${topic} tras ${tries} intentos: redress dead-letter show`,
  connectorDown: (connector, reason) => `${connector} no puede trabajar: ${reason}`,
  reasons: {
    not_a_participant: 'de alguien que no participa',
    authentication_failed: 'remitente no verificado',
    merged: 'aquel caso se fusionó',
    too_late: 'aquel caso se cerró hace demasiado tiempo',
    ambiguous_sender: 'más de un remitente',
    too_large: 'demasiado grande',
  },
};

// What customers write in Spanish, and what it is to be taken for. Written for this project.
import type { Sample } from './judge.ts';

export const samples: Sample[] = [
  [
    'El paquete llegó un poco tarde, con un pequeño retraso.',
    { kind: 'complaint', category: 'delivery', severity: 'minor' },
  ],
  [
    'El producto tiene un pequeño arañazo, no me gusta la calidad.',
    { kind: 'complaint', category: 'product', severity: 'minor' },
  ],
  [
    'Llevo tres semanas esperando mi paquete y no ha llegado.',
    { kind: 'complaint', category: 'delivery', severity: 'moderate' },
  ],
  [
    'He llamado cinco veces y nadie contesta, la atención al cliente es pésima.',
    { kind: 'complaint', category: 'communication', severity: 'moderate' },
  ],
  [
    'El aparato se ha estropeado por tercera vez, el producto es de mala calidad.',
    { kind: 'complaint', category: 'product', severity: 'moderate' },
  ],
  [
    'Me cobraron dos veces la misma factura.',
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    'Me han cobrado 850 € de comisión sin explicación en la factura.',
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    'Devolví los zapatos hace un mes y sigo sin reembolso.',
    { kind: 'complaint', category: 'refund', severity: 'moderate' },
  ],
  [
    'Estamos sin internet desde el lunes y no podemos trabajar.',
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    'Seguimos sin luz en todo el edificio, el corte de luz dura ya dos días.',
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    'En mi área privada veo los datos de otro cliente. ¡Es una filtración de datos!',
    { kind: 'complaint', category: 'privacy', severity: 'critical' },
  ],
  [
    'Han hackeado mi cuenta y cambiado la contraseña.',
    { kind: 'complaint', category: 'account', severity: 'critical' },
  ],
  [
    'El cargador prendió fuego y me quemé la mano, acabé en urgencias.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'Mi hija tuvo una reacción alérgica porque la carta no avisa.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'La cajera fue muy maleducada conmigo.',
    { kind: 'complaint', category: 'staff', severity: 'minor' },
  ],
  [
    'El empleado me insultó con comentarios racistas.',
    { kind: 'complaint', category: 'staff', severity: 'major' },
  ],
  [
    'Si no me devuelven el dinero pondré una denuncia y hablaré con mi abogado.',
    { kind: 'complaint', category: 'refund', severity: 'moderate' },
  ],
  [
    'Mi abuela va en silla de ruedas y nadie la ayudó.',
    { kind: 'complaint', severity: 'moderate' },
  ],
  [
    'La aplicación se cierra al abrir el carrito.',
    { kind: 'complaint', category: 'website', severity: 'minor' },
  ],
  [
    'No puedo entrar en mi cuenta, la contraseña no sirve.',
    { kind: 'complaint', category: 'account', severity: 'minor' },
  ],
  [
    'Pedí la baja del contrato y siguen sin tramitar la cancelación.',
    { kind: 'complaint', category: 'contract', severity: 'minor' },
  ],
  [
    'El técnico no se presentó a la cita.',
    { kind: 'complaint', category: 'appointment', severity: 'moderate' },
  ],
  ['¡Es una vergüenza, estoy harto de ustedes!', { kind: 'complaint', agitated: true }],
  ['Son unos ladrones y unos sinvergüenzas.', { kind: 'complaint', agitated: true }],
  ['Vaya servicio de mierda, nunca más.', { kind: 'complaint', agitated: true }],
  ['Si no me pagan voy a ir allí y te voy a matar.', { kind: 'complaint', threat: true }],
  ['Sé dónde vives, te arrepentirás.', { kind: 'complaint', threat: true }],
  ['Voy a quemar la tienda con todos dentro.', { kind: 'complaint', threat: true }],
  ['La próxima vez os voy a romper la cara.', { kind: 'complaint', threat: true }],
  ['La bomba de agua hace ruido.', { kind: 'complaint' }],
  ['¿Podrían decirme cuál es el horario de apertura?', { kind: 'inquiry' }],
  ['¿Hacen envíos a Canarias y cuánto cuesta?', { kind: 'inquiry', category: 'delivery' }],
  ['Quisiera saber si tienen esta chaqueta en azul.', { kind: 'inquiry' }],
  [
    'Muchas gracias por todo, el repartidor fue muy amable.',
    { kind: 'feedback', category: 'delivery' },
  ],
  ['Excelente servicio, lo recomiendo a todos.', { kind: 'feedback' }],
  ['Una sugerencia: sería genial pagar con el móvil.', { kind: 'feedback' }],
  ['La comida estaba muy buena pero esperamos demasiado tiempo.', { kind: 'complaint' }],
  ['No estoy contento con la nueva tarifa.', { kind: 'complaint', category: 'contract' }],
];

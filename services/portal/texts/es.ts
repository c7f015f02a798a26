// What customers read on the portal's pages, in Spanish (usted).
import type { Texts } from './en.ts';

export const es: Texts = {
  name: 'Español',
  dateLocale: 'es-ES',
  skip: 'Ir al contenido',
  languages: 'Idioma',
  optional: 'opcional',
  errorPrefix: 'Error: ',
  faults: {
    required: 'Cuéntenos qué ha ocurrido, por favor. Es el único dato que necesitamos.',
    too_long: 'Es demasiado largo. Acórtelo, por favor.',
    invalid_email: 'Revise esta dirección, por favor: debería tener la forma nombre@ejemplo.com.',
    twice: 'Este dato ha llegado dos veces. Envíelo una sola vez, por favor.',
  },
  states: {
    received: {
      headline: 'Hemos recibido su mensaje',
      text: 'Lo tenemos a buen recaudo, y una persona de nuestro equipo lo leerá.',
    },
    opened: {
      headline: 'Su caso está abierto',
      text: 'Tenemos su mensaje, y una persona de nuestro equipo está a punto de hacerse cargo.',
    },
    working: {
      headline: 'Estamos trabajando en ello',
      text: 'Una persona de nuestro equipo se ha hecho cargo de su caso y está averiguando qué ocurrió.',
    },
    waiting: {
      headline: 'Estamos a la espera de una respuesta',
      text: 'Nos falta algo para poder continuar. Si depende de usted, puede respondernos aquí abajo.',
    },
    resolved: {
      headline: 'Su caso está resuelto',
      text: 'Si para usted el asunto no queda zanjado, escríbanos aquí abajo y lo reabriremos.',
    },
    closed: {
      headline: 'Su caso está cerrado',
      text: 'Si todavía hay algo que no está bien, escríbanos aquí abajo.',
    },
    merged: {
      headline: 'Tratamos este asunto junto con otro mensaje',
      text: 'Los dos se refieren a lo mismo, así que una sola persona se ocupa de ambos.',
    },
  },
  steps: { received: 'Recibido', working: 'En estudio', resolved: 'Resuelto' },
  notices: {
    notFound: {
      title: 'Este enlace no abre ningún caso',
      text: 'Puede que esté incompleto. Pruebe con el enlace completo de nuestro mensaje, o busque su caso con el número de referencia y su correo electrónico.',
    },
    nothingHere: {
      title: 'No hay ninguna página en esta dirección',
      text: 'Puede que esté mal escrita. Con los enlaces de abajo puede escribirnos o encontrar su caso.',
    },
    surveyReopened: {
      title: 'Estamos ocupándonos de nuevo del asunto',
      text: 'Cuando terminemos recibirá un enlace nuevo. Gracias por su paciencia.',
    },
    surveyNotFound: {
      title: 'Esta encuesta no está disponible',
      text: 'Puede que el enlace esté incompleto. Pruebe con el enlace completo de nuestro mensaje, por favor.',
    },
    unavailable: {
      title: 'Ahora mismo no podemos mostrar esta página',
      text: 'No se ha perdido nada. Vuelva a intentarlo dentro de un minuto, por favor.',
    },
    refused: {
      title: 'No hemos podido leer lo que nos ha enviado',
      text: 'Vuelva atrás e inténtelo de nuevo, por favor.',
    },
    busy: {
      title: 'Un momento, por favor',
      text: 'Hemos recibido muchas solicitudes desde su conexión. Vuelva a intentarlo dentro de un minuto, por favor.',
    },
    failed: {
      title: 'Algo ha fallado por nuestra parte',
      text: 'Ha quedado registrado. Vuelva a intentarlo dentro de unos minutos, por favor.',
    },
  },
  form: {
    title: 'Cuéntenos qué ha ido mal',
    lead: 'Leemos todos los mensajes, y le responderá una persona.',
    nextTitle: 'Los siguientes pasos',
    next: (hours) => [
      {
        title: 'Recibe un número de referencia',
        text: 'Aparece en cuanto envía el mensaje, con un enlace personal para seguir su caso.',
      },
      {
        title: `Le confirmamos la recepción en ${hours} horas como máximo`,
        text: 'Si nos deja una dirección de correo electrónico, la confirmación le llegará ahí.',
      },
      {
        title: 'Una persona busca la solución',
        text: 'Puede consultar en cualquier momento cómo va su caso y añadir lo que quiera.',
      },
    ],
    followTitle: '¿Ya nos ha escrito?',
    followLink: 'Consulte cómo va su caso',
    messageLegend: 'Su mensaje',
    message: '¿Qué ha ocurrido?',
    messageHint: 'Con sus propias palabras. Es el único dato que necesitamos.',
    files: 'Fotos o documentos',
    filesHint: (count, megabytes) => `Hasta ${count} archivos, ${megabytes} MB en total.`,
    contactLegend: '¿Cómo podemos contactar con usted?',
    contactHint:
      'Todo es opcional. Si prefiere no dejar sus datos, guarde el enlace personal que recibirá al enviar el mensaje.',
    nameLabel: 'Nombre',
    email: 'Correo electrónico',
    phone: 'Teléfono',
    detailsLegend: 'Datos que nos ayudan',
    subject: 'Asunto',
    orderNumber: 'Número de pedido o de reserva',
    occurredAt: '¿Cuándo ocurrió?',
    send: 'Enviar mensaje',
    privacy: 'Utilizamos lo que nos envía únicamente para ocuparnos de su caso.',
  },
  problems: {
    fields: 'Revise lo siguiente, por favor:',
    filesAgain: 'Su texto se ha conservado. Vuelva a elegir los archivos, por favor.',
    tooLarge: (megabytes) =>
      `Los archivos pesan demasiado: podemos aceptar ${megabytes} MB en total como máximo. Su texto se ha conservado.`,
    tooManyFiles: (count) =>
      `Envíe ${count} archivos como máximo, por favor. Su texto se ha conservado.`,
    malformed: 'Una parte del envío no se ha podido leer. Revíselo y envíelo de nuevo, por favor.',
    unavailable:
      'Ahora mismo no podemos guardar su mensaje. Sigue aquí: vuelva a enviarlo dentro de un minuto, por favor.',
    limited:
      'Hemos recibido muchos mensajes desde su conexión. El suyo sigue aquí: vuelva a enviarlo dentro de un minuto, por favor.',
    changed:
      'Desde esta página ya se envió un mensaje, y este es distinto. Si quiere que recibamos también este, envíelo de nuevo, por favor.',
  },
  thanks: {
    title: 'Gracias',
    text: 'Tenemos su mensaje. Está guardado de forma segura, y una persona de nuestro equipo lo leerá.',
    reference: 'Su número de referencia',
    promise: 'Le confirmaremos la recepción a más tardar el',
    link: 'Seguir mi caso',
    keep: 'Guarde este enlace: quien lo tenga podrá ver cómo va su caso.',
    another: 'Enviar otro mensaje',
  },
  lookup: {
    title: '¿Cómo va mi caso?',
    text: 'Escriba el número de referencia que le dimos y la dirección de correo electrónico desde la que nos escribió.',
    reference: 'Número de referencia',
    referenceHint: 'Tiene este aspecto: C-7K3M-9QXD.',
    email: 'Correo electrónico',
    show: 'Ver mi caso',
    miss: 'No hemos encontrado ningún caso con este número de referencia y esta dirección. Revise los dos datos, por favor.',
    limited: 'Ha habido demasiados intentos. Espere unos minutos y vuelva a intentarlo, por favor.',
  },
  status: {
    title: (reference) => `Caso ${reference}`,
    reference: 'Número de referencia',
    part: (reference) => `Lo tratamos como parte del caso ${reference}.`,
    receivedAt: 'Recibido el',
    acknowledgeBy: 'Le confirmaremos la recepción a más tardar el',
    resolveBy: 'Esperamos resolverlo antes del',
    updates: 'Lo que le hemos comunicado',
    noUpdates: 'Todavía nada. En cuanto haya novedades, las leerá aquí.',
    outcome: 'El resultado',
    replyTitle: 'Añadir algo',
    replyHint:
      'Un detalle, una respuesta, una pregunta: le llegará a la persona que lleva su caso.',
    reply: 'Su mensaje',
    replySend: 'Enviar',
    replySent: 'Gracias. Hemos añadido su mensaje a su caso.',
  },
  rating: {
    title: '¿Hemos resuelto bien el problema?',
    text: 'Su respuesta llega a las personas que pueden hacerlo mejor la próxima vez.',
    scale: ['En absoluto', 'Mal', 'En parte', 'Bien', 'Muy bien'],
    choose: 'Elija una de las cinco respuestas, por favor.',
    comment: '¿Desea añadir algo?',
    send: 'Enviar respuesta',
    sent: 'Gracias por su respuesta.',
    already: 'Ya tenemos su respuesta. Gracias.',
    superseded: 'Después de enviarle este enlace volvimos a ocuparnos del asunto.',
    next: 'Valorar cómo está ahora',
  },
  footer: { form: 'Escribirnos', status: 'Buscar mi caso' },
};

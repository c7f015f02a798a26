// What the reader must know of each language: negations, contrasts, contractions, numbers, units of time. Language, not
// policy: terms that an organisation may want to change are in shared/policy.

/** A unit of time as policies name it. */
export type TimeUnit = 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years';

/** A language as the reader needs it. All words folded (no case, no accents). */
export type Grammar = {
  /** Words that turn what follows into its opposite. */
  negators: ReadonlySet<string>;
  /** Words that may stand between a negation and what it negates. */
  light: ReadonlySet<string>;
  /** "not only", "nicht nur": no negation. */
  emphasis: ReadonlySet<string>;
  /** Words after which the tone turns: praise before them is not the point. */
  contrasts: ReadonlySet<string>;
  /** Contracted words (`dont`) or endings (`'ll`) and what they stand for. */
  contractions: Readonly<Record<string, string[]>>;
  numbers: Readonly<Record<string, number>>;
  units: Readonly<Record<string, TimeUnit>>;
  /** A second spelling brought to the first (German ae for ä). */
  respell(folded: string): string;
};

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const dictionary = <V>(entries: Record<string, V>): Readonly<Record<string, V>> =>
  Object.assign(Object.create(null) as Record<string, V>, entries);
const units = (words: Record<TimeUnit, string>): Readonly<Record<string, TimeUnit>> =>
  dictionary(
    Object.fromEntries(
      (Object.entries(words) as [TimeUnit, string][]).flatMap(([unit, names]) =>
        names.split(' ').map((name) => [name, unit]),
      ),
    ),
  );
const same = (folded: string): string => folded;

const englishNegations =
  'do does did is are was were have has had could would should ca wo must need';
const negatedVerbs: Record<string, string[]> = Object.fromEntries(
  englishNegations.split(' ').flatMap((verb) => {
    const full = { ca: 'can', wo: 'will' }[verb] ?? verb;
    return [`${verb}n't`, `${verb}nt`].map((spelling) => [spelling, [full, 'not']]);
  }),
);

const english: Grammar = {
  negators: set('not no never without nobody none nothing neither nor hardly zero'),
  light: set(
    'a an the any at all one been be was were is are am have has had being really very so too that ever such got get single slightest least bit',
  ),
  emphasis: set('only just'),
  contrasts: set('but however although though unfortunately except yet still until'),
  contractions: dictionary({
    ...negatedVerbs,
    cannot: ['can', 'not'],
    im: ['i', 'am'],
    ive: ['i', 'have'],
    youre: ['you', 'are'],
    theyre: ['they', 'are'],
    youll: ['you', 'will'],
    "'m": ['am'],
    "'re": ['are'],
    "'ve": ['have'],
    "'ll": ['will'],
    "'d": ['would'],
    "'s": [],
    gonna: ['going', 'to'],
  }),
  numbers: dictionary({
    a: 1,
    an: 1,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
    eighteen: 18,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    hundred: 100,
    hundreds: 200,
    thousand: 1000,
    thousands: 2000,
    dozen: 12,
    dozens: 24,
    couple: 2,
    few: 3,
    several: 3,
    many: 3,
  }),
  units: units({
    minutes: 'minute minutes min mins',
    hours: 'hour hours hr hrs',
    days: 'day days',
    weeks: 'week weeks wk wks',
    months: 'month months',
    years: 'year years yr yrs',
  }),
  respell: same,
};

const german: Grammar = {
  negators: set(
    'nicht kein keine keinen keinem keiner keinerlei nie niemals ohne niemand niemanden nichts weder noch',
  ),
  light: set(
    'ein eine einen einem einer das der die den dem irgendein irgendeine war waren ist sind wurde wurden worden bin so sehr zu mehr wirklich gerade mal es etwas die geringsten',
  ),
  emphasis: set('nur bloss'),
  contrasts: set('aber jedoch allerdings trotzdem leider doch dennoch obwohl ausser bis'),
  contractions: dictionary({ "'s": ['es'] }),
  numbers: dictionary({
    ein: 1,
    eine: 1,
    einen: 1,
    einem: 1,
    einer: 1,
    zwei: 2,
    drei: 3,
    vier: 4,
    funf: 5,
    sechs: 6,
    sieben: 7,
    acht: 8,
    neun: 9,
    zehn: 10,
    elf: 11,
    zwolf: 12,
    dreizehn: 13,
    vierzehn: 14,
    funfzehn: 15,
    sechzehn: 16,
    achtzehn: 18,
    zwanzig: 20,
    dreissig: 30,
    vierzig: 40,
    funfzig: 50,
    sechzig: 60,
    hundert: 100,
    hunderte: 200,
    hunderten: 200,
    tausend: 1000,
    tausende: 2000,
    tausenden: 2000,
    dutzend: 12,
    dutzende: 24,
    paar: 3,
    mehrere: 3,
    mehreren: 3,
    einige: 3,
    einigen: 3,
    viele: 3,
    etlichen: 3,
  }),
  units: units({
    minutes: 'minute minuten min',
    hours: 'stunde stunden std',
    days: 'tag tage tagen',
    weeks: 'woche wochen',
    months: 'monat monate monaten',
    years: 'jahr jahre jahren',
  }),
  respell: (folded) => (/[aou]e/.test(folded) ? folded.replace(/([aou])e/g, '$1') : folded),
};

const spanish: Grammar = {
  negators: set('no nunca sin nadie nada ningun ninguna ninguno jamas tampoco ni'),
  light: set(
    'un una el la los las lo ha he han fue es esta estan estaba estoy estamos quede ser sido muy tan me te se nos le del todo ningun ninguna hay hubo',
  ),
  emphasis: set('solo solamente'),
  contrasts: set('pero aunque sino excepto salvo lamentablemente desgraciadamente embargo'),
  contractions: dictionary({}),
  numbers: dictionary({
    un: 1,
    una: 1,
    uno: 1,
    dos: 2,
    tres: 3,
    cuatro: 4,
    cinco: 5,
    seis: 6,
    siete: 7,
    ocho: 8,
    nueve: 9,
    diez: 10,
    once: 11,
    doce: 12,
    trece: 13,
    catorce: 14,
    quince: 15,
    dieciseis: 16,
    dieciocho: 18,
    veinte: 20,
    treinta: 30,
    cuarenta: 40,
    cincuenta: 50,
    sesenta: 60,
    cien: 100,
    ciento: 100,
    cientos: 200,
    doscientas: 200,
    doscientos: 200,
    trescientas: 300,
    cuatrocientas: 400,
    mil: 1000,
    miles: 2000,
    docena: 12,
    varios: 3,
    varias: 3,
    unos: 3,
    unas: 3,
    par: 2,
    algunos: 3,
    algunas: 3,
    muchos: 3,
    muchas: 3,
  }),
  units: units({
    minutes: 'minuto minutos min',
    hours: 'hora horas',
    days: 'dia dias',
    weeks: 'semana semanas',
    months: 'mes meses',
    years: 'ano anos',
  }),
  respell: same,
};

const french: Grammar = {
  negators: set('pas jamais sans aucun aucune rien personne ni'),
  light: set(
    'un une le la les de du des tout ete etre est sont etait suis vraiment tres si trop ai a avons plus meme le moindre la moindre',
  ),
  emphasis: set('seulement uniquement'),
  contrasts: set('mais cependant toutefois pourtant malheureusement sauf neanmoins helas dommage'),
  contractions: dictionary({}),
  numbers: dictionary({
    un: 1,
    une: 1,
    deux: 2,
    trois: 3,
    quatre: 4,
    cinq: 5,
    six: 6,
    sept: 7,
    huit: 8,
    neuf: 9,
    dix: 10,
    onze: 11,
    douze: 12,
    treize: 13,
    quatorze: 14,
    quinze: 15,
    seize: 16,
    huitaine: 8,
    quinzaine: 15,
    vingt: 20,
    trente: 30,
    quarante: 40,
    cinquante: 50,
    soixante: 60,
    cent: 100,
    centaine: 100,
    centaines: 200,
    mille: 1000,
    milliers: 2000,
    douzaine: 12,
    plusieurs: 3,
    quelques: 3,
    nombreux: 3,
    nombreuses: 3,
  }),
  units: units({
    minutes: 'minute minutes min',
    hours: 'heure heures h',
    days: 'jour jours journee journees',
    weeks: 'semaine semaines',
    months: 'mois',
    years: 'an ans annee annees',
  }),
  respell: same,
};

const unknown: Grammar = {
  negators: new Set(),
  light: new Set(),
  emphasis: new Set(),
  contrasts: new Set(),
  contractions: dictionary({}),
  numbers: dictionary({}),
  units: dictionary({}),
  respell: same,
};

const grammars = dictionary<Grammar>({ en: english, de: german, es: spanish, fr: french });

/** The grammar of a language; one that knows nothing where there is none. */
export const grammarOf = (language: string): Grammar => grammars[language] ?? unknown;

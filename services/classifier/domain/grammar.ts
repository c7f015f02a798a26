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
/** Number words as `2:two,couple 3:three`. */
const numerals = (written: string): Readonly<Record<string, number>> =>
  dictionary(
    Object.fromEntries(
      written.split(' ').flatMap((entry) => {
        const [value, words = ''] = entry.split(':');
        return words.split(',').map((word) => [word, Number(value)]);
      }),
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
  numbers: numerals(
    '1:a,an,one 2:two,couple 3:three,few,several,many 4:four 5:five 6:six 7:seven 8:eight 9:nine 10:ten 11:eleven 12:twelve,dozen 13:thirteen 14:fourteen 15:fifteen 16:sixteen 18:eighteen 20:twenty 24:dozens 30:thirty 40:forty 50:fifty 60:sixty 100:hundred 200:hundreds 1000:thousand 2000:thousands',
  ),
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
  numbers: numerals(
    '1:ein,eine,einen,einem,einer 2:zwei 3:drei,paar,mehrere,mehreren,einige,einigen,viele,etlichen 4:vier 5:funf 6:sechs 7:sieben 8:acht 9:neun 10:zehn 11:elf 12:zwolf,dutzend 13:dreizehn 14:vierzehn 15:funfzehn 16:sechzehn 18:achtzehn 20:zwanzig 24:dutzende 30:dreissig 40:vierzig 50:funfzig 60:sechzig 100:hundert 200:hunderte,hunderten 1000:tausend 2000:tausende,tausenden',
  ),
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
  numbers: numerals(
    '1:un,una,uno 2:dos,par 3:tres,varios,varias,unos,unas,algunos,algunas,muchos,muchas 4:cuatro 5:cinco 6:seis 7:siete 8:ocho 9:nueve 10:diez 11:once 12:doce,docena 13:trece 14:catorce 15:quince 16:dieciseis 18:dieciocho 20:veinte 30:treinta 40:cuarenta 50:cincuenta 60:sesenta 100:cien,ciento 200:cientos,doscientas,doscientos 300:trescientas 400:cuatrocientas 1000:mil 2000:miles',
  ),
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
  numbers: numerals(
    '1:un,une 2:deux 3:trois,plusieurs,quelques,nombreux,nombreuses 4:quatre 5:cinq 6:six 7:sept 8:huit,huitaine 9:neuf 10:dix 11:onze 12:douze,douzaine 13:treize 14:quatorze 15:quinze,quinzaine 16:seize 20:vingt 30:trente 40:quarante 50:cinquante 60:soixante 100:cent,centaine 200:centaines 1000:mille 2000:milliers',
  ),
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

// The parts of `natural` that text-model.ts loads by path: importing the whole package reads .env, prints adverts and
// brings in pg, mongoose, redis and memjs. Only declarations here.
declare module 'natural/lib/natural/stemmers/*.js' {
  const stemmer: { stem(word: string): string };
  export = stemmer;
}
declare module 'natural/lib/natural/sentiment/SentimentAnalyzer.js' {
  class SentimentAnalyzer {
    constructor(
      language: string,
      stemmer: { stem(word: string): string } | null,
      vocabulary: 'afinn' | 'senticon' | 'pattern',
    );
    vocabulary: Record<string, number>;
    getSentiment(words: string[]): number;
  }
  export = SentimentAnalyzer;
}

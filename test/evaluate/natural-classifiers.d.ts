// The parts of `natural` that natural-peer.ts loads by path. Only declarations here.
declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  class BayesClassifier {
    addDocument(text: string, label: string): void;
    train(): void;
    classify(text: string): string;
  }
  export = BayesClassifier;
}
declare module 'natural/lib/natural/classifiers/logistic_regression_classifier.js' {
  class LogisticRegressionClassifier {
    addDocument(text: string, label: string): void;
    train(): void;
    classify(text: string): string;
  }
  export = LogisticRegressionClassifier;
}

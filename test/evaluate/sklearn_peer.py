# scikit-learn on the same rows: TF-IDF of word 1-2-grams and character 2-5-grams with LinearSVC and with
# LogisticRegression. Reads one task as JSON on standard input, writes its results as JSON. Times are of the processor, so
# that a busy machine does not count. No choice of rows here.
import json
import resource
import sys
import time
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore", category=ConvergenceWarning)


def features():
    return FeatureUnion(
        [
            ("word", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
            ("char", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
        ]
    )


def models(wanted):
    if "LinearSVC" in wanted:
        yield "LinearSVC", LinearSVC(C=0.5, class_weight="balanced")
    if "LogisticRegression" in wanted:
        yield "LogisticRegression", LogisticRegression(max_iter=200, class_weight="balanced")


def main():
    task = json.load(sys.stdin)
    results = []
    for name, model in models(task["models"]):
        pipeline = make_pipeline(features(), model)
        started = time.process_time()
        pipeline.fit(task["train"]["texts"], task["train"]["labels"])
        trained = time.process_time()
        predicted = pipeline.predict(task["test"]["texts"])
        done = time.process_time()
        results.append(
            {
                "name": name,
                "accuracy": accuracy_score(task["test"]["labels"], predicted),
                "macroF1": f1_score(
                    task["test"]["labels"],
                    predicted,
                    labels=sorted(set(task["test"]["labels"])),
                    average="macro",
                ),
                "trainSeconds": trained - started,
                "textsPerSecond": len(predicted) / (done - trained),
                "memoryMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    json.dump(results, sys.stdout)


main()

"""What the chosen run of a project suggests for many listings: CSV in, CSV out, one line for each.

The project's web service answers one request at a time. The simulation needs a hundred thousand answers, so it takes
what the service would serve, and asks it in one batch.
"""

import importlib
import sys

import pandas as pd

if __name__ == "__main__":
    sys.path[0] = f"{sys.argv[1]}/06_deployment"
    service = importlib.import_module("service")  # it puts the project's root in place of its own folder
    served = service.serve(share=1.0)
    listings = pd.read_csv(sys.stdin, keep_default_na=False)
    if served.run.kind == "rule":
        suggestion = [served.rule.answer(row, served.model) or "" for row in listings.to_dict("records")]
        answers = pd.DataFrame({"suggestion": suggestion, "confidence": 1.0})  # a rule never doubts
    else:
        chances = pd.DataFrame(served.model.predict_proba(listings), columns=served.model.classes_)
        answers = pd.DataFrame({"suggestion": chances.idxmax(axis=1), "confidence": chances.max(axis=1).round(4)})
    answers.to_csv(sys.stdout, index=False)

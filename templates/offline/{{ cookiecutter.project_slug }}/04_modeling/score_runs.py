{% include "shared/phases/score_runs.py" %}

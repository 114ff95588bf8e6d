{% include "shared/package/number_scores.py" %}

{% include "shared/package/chance_scores.py" %}

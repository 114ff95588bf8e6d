{% include "shared/package/label_scores.py" %}

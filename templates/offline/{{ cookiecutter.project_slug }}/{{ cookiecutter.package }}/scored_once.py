{% include "shared/package/scored_once.py" %}

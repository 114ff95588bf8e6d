{% include "shared/package/progress.py" %}

{% include "shared/package/task.py" %}

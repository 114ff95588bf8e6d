{% include "shared/phases/lock.py" %}

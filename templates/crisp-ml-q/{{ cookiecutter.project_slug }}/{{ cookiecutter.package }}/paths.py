{% include "shared/package/paths_locked.py" %}

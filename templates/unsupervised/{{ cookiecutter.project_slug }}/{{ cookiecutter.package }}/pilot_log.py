{% include "shared/package/pilot_log.py" %}

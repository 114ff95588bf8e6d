{% include "shared/phases/import_runs.py" %}

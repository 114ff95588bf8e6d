{% include "shared/package/mlflow_log.py" %}

"""An audit of a few rows, and the raw data in which they are looked up."""

CHECK = {"check": "audit", "file": "audit.csv", "min_rows": 3, "inventory": "inventory.yaml", "max_error": 0.9}
INVENTORY = """\
data: data/raw.csv
fields:
- {name: id, role: key, source: s}
- {name: title, role: feature, source: s}
- {name: sort, role: target, source: s}
"""
RAW = "id,title,sort\n1,a,bike\n2,b,chair\n3,c,\n4,d,chair\n4,d,table\n05,e,7\n06,f,True\n"
SHEET = "id,label,checked,by\n1,bike,bike,Cy\n2,stool,chair,Cy\n4,table,table,Cy\n05,7.0,7.0,Cy\n06,true,true,Cy\n"

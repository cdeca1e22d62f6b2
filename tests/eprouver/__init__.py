"""L'épreuve de la suite : casser exprès trente choses, une à une, et voir lesquelles les tests attrapent.

`make eprouver` (`__main__.py`) travaille dans une copie du dépôt ; `mutations.py` dit ce qu'on casse, et les tests qui
doivent le voir.
"""

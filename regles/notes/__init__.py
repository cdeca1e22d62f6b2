"""Les notes réglementaires : une par instrument et par sujet du conseil, datée, sourcée, écrite pour l'acheteur.

`catalogue.NOTES` les range ; elles se lisent à l'écran (« Notes réglementaires »).
"""

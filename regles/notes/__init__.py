"""Les notes réglementaires : une par instrument et par sujet du conseil, datée, sourcée, écrite pour l'acheteur.

`catalogue.NOTES` les range ; `documentation.en_markdown` en tire `docs/notes-reglementaires.md`.
"""

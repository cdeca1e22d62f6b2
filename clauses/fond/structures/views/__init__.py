"""Les écrans du répertoire et des réglages de la structure porteuse."""

from clauses.fond.structures.views.contacts import contact_annuler, contact_creer, contact_modifier
from clauses.fond.structures.views.liste import export_csv, export_xlsx, liste
from clauses.fond.structures.views.porteuse import logo, porteuse, porteuse_modifier
from clauses.fond.structures.views.structure import annuler, changer_d_etablissement, creer, fiche, modifier, retablir

__all__ = [
    "annuler",
    "changer_d_etablissement",
    "contact_annuler",
    "contact_creer",
    "contact_modifier",
    "creer",
    "export_csv",
    "export_xlsx",
    "fiche",
    "liste",
    "logo",
    "modifier",
    "porteuse",
    "porteuse_modifier",
    "retablir",
]

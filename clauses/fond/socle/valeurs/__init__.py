"""Les valeurs à la française : les lire telles qu'elles arrivent, les écrire telles qu'on les attend.

Un seul endroit pour les imports (cellules d'un tableur) et les formulaires (texte saisi). Chaque
lecteur rend une valeur, `None` si la case est vide, ou lève `CelluleInvalide(message, remede)`.
Une réparation certaine (zéro perdu, texte déformé) est faite et dite dans la liste `remarques`
que l'appelant peut passer. Aucun import de Django ici.
"""

from .affichage import (
    en_date,
    en_date_longue,
    en_euros,
    en_heures,
    en_mois,
    en_nombre,
    en_pourcent,
    en_siret,
)
from .dates import lire_date, lire_jour, lire_mois
from .erreurs import CelluleInvalide, en_francais
from .identifiants import lire_code_postal, lire_siret
from .nombres import lire_decimal, lire_entier, lire_heures, lire_montant
from .securite_sociale import REFUS_DU_NIR, contient_nir, masquer_nir
from .textes import (
    FORMULE_SANS_RESULTAT,
    cle_de_texte,
    est_erreur_de_tableur,
    est_formule,
    est_vide,
    lire_oui_non,
    lire_sexe,
    lire_texte,
    porte_un_inecrivable,
    refuser_l_erreur,
    reparer_mojibake,
    sans_inecrivables,
)

__all__ = [
    "FORMULE_SANS_RESULTAT",
    "REFUS_DU_NIR",
    "CelluleInvalide",
    "cle_de_texte",
    "contient_nir",
    "en_date",
    "en_date_longue",
    "en_euros",
    "en_francais",
    "en_heures",
    "en_mois",
    "en_nombre",
    "en_pourcent",
    "en_siret",
    "est_erreur_de_tableur",
    "est_formule",
    "est_vide",
    "lire_code_postal",
    "lire_date",
    "lire_decimal",
    "lire_entier",
    "lire_heures",
    "lire_jour",
    "lire_mois",
    "lire_montant",
    "lire_oui_non",
    "lire_sexe",
    "lire_siret",
    "lire_texte",
    "masquer_nir",
    "porte_un_inecrivable",
    "refuser_l_erreur",
    "reparer_mojibake",
    "sans_inecrivables",
]

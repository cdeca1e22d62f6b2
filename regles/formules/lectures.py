"""Les trois choix de lecture de la facturation : leurs valeurs, leurs mots, ce que la relecture en dit."""

from decimal import Decimal
from enum import StrEnum

from regles.formules.termes import ATrancher, Choix, ModeleDeClause


class LectureTranches(StrEnum):
    ENTIERES = "entieres"
    PRORATA = "prorata"


class LectureSeuil(StrEnum):
    RETROACTIF = "retroactif"
    FRANCHISE = "franchise"


class AssietteSeuil(StrEnum):
    COMMANDE = "commande"
    FACTURE = "facture"


LECTURES_DES_TRANCHES = (
    Choix(
        valeur=LectureTranches.ENTIERES,
        libelle="Tranches entières seulement",
        en_bref="tranches entières",
        reponse="ne compte pas\u00a0: tranches entières seulement",
        indices=r"tranches? (?:entieres?|completes?|echues?|achevees?)|entieres? compt",
        synonymes=("entière", "tranches entières", "tranche entière", "whole"),
    ),
    Choix(
        valeur=LectureTranches.PRORATA,
        libelle="Au prorata du montant",
        en_bref="au prorata",
        reponse="compte au prorata du montant",
        indices=r"prorata|tranches? (?:entamees?|commencees?)",
        synonymes=("pro rata", "au prorata", "proportionnel", "proportionnelle"),
    ),
)
LECTURES_DU_SEUIL = (
    Choix(
        valeur=LectureSeuil.RETROACTIF,
        libelle="Dès le premier euro une fois le seuil atteint",
        en_bref="dès le premier euro",
        reponse="tout compte, depuis le premier euro (rétroactif)",
        indices=r"premier euro|premiere facture|retroacti|des l'origine"
        r"|totalite des (?:montants|commandes|factures)",
        synonymes=("rétroactive", "déclencheur", "premier euro", "dès le premier euro", "depuis le premier euro"),
    ),
    Choix(
        valeur=LectureSeuil.FRANCHISE,
        libelle="Seulement au-delà du seuil",
        en_bref="au-delà du seuil seulement",
        reponse="seul compte ce qui est au-delà du seuil (franchise)",
        indices=r"franchise|seul\w*[^.]{0,80}au[- ]dela|(?:fraction|part|montants?)[^.]{0,40}(?:excede|depass)",
        synonymes=("en franchise", "au delà", "au-delà du seuil", "au delà du seuil"),
    ),
)
ASSIETTES = (
    Choix(
        valeur=AssietteSeuil.COMMANDE,
        libelle="Montants commandés",
        reponse="les montants commandés",
        en_bref="les commandes",
        indices=r"command",
        synonymes=("commandes", "commandé", "bons de commande", "montants commandés", "ordered"),
    ),
    Choix(
        valeur=AssietteSeuil.FACTURE,
        libelle="Montants facturés",
        reponse="les montants facturés",
        en_bref="les factures",
        indices=r"factur",
        synonymes=("factures", "facturé", "facturation", "montants facturés", "billed"),
    ),
)
DU_SEUIL = ATrancher(
    ambigu="Le seuil se lit de deux façons",
    pourquoi="La pièce ne dit pas si, une fois le seuil de {selon} atteint, tout compte depuis le premier euro ou "
    "seulement ce qui dépasse : les deux lectures se tiennent, et elles ne donnent pas le même nombre d'heures.",
    autrement="Le seuil ne se lit pas comme dans la clause du lot",
    a_ecrire="Une fois le seuil atteint, les heures se comptent depuis le premier euro. (Ou : seuls les montants "
    "au-delà du seuil comptent.)",
    est_a_corriger=True,
)
DES_TRANCHES = ATrancher(
    ambigu="La tranche entamée",
    pourquoi="La pièce ne dit pas si une tranche entamée compte, entière, au prorata ou pas du tout.",
    autrement="Les tranches ne se lisent pas comme dans la clause du lot",
    a_ecrire="Seules les tranches entières comptent.",
)
DE_L_ASSIETTE = ATrancher(
    ambigu="Sur quoi se lit le seuil",
    pourquoi="La clause du lot lit le seuil sur {attendu} : la pièce ne le dit pas.",
)
UGAP = ModeleDeClause(
    code="ugap",
    nom="clause type UGAP",
    resume="220\u202fh par 100\u202f000\u202f€ HT facturés, dès 100\u202f000\u202f€ HT de commandes cumulées",
    termes={
        "heures_par_tranche": Decimal(220),
        "montant_tranche_ht": Decimal(100_000),
        "seuil_ht": Decimal(100_000),
        "lecture_tranches": LectureTranches.ENTIERES,
        "lecture_seuil": LectureSeuil.RETROACTIF,
        "assiette_seuil": AssietteSeuil.COMMANDE,
    },
    synonymes=("clause ugap", "clause type ugap"),
)

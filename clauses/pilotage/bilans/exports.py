"""Le classeur des lignes : chaque heure retenue ou à valider de l'opération."""

from typing import Any

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.exports import Export
from clauses.fond.socle.templatetags.clause import etat
from clauses.fond.socle.valeurs import en_date_longue
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.faits import Fait
from clauses.pilotage.bilans.repartitions import age_a_l_entree
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures

_ETATS = dict(LigneHeures.Etat.choices)
_MODALITES = dict(ContratInsertion.Modalite.choices)
_CONTRATS = dict(ContratInsertion.TypeContrat.choices)


def en_ligne(fait: Fait) -> dict[str, Any]:
    """Une ligne du tableau et du classeur, aux clés de `COLONNES`."""
    return {
        "mois": fait.mois,
        "depuis": fait.depuis,
        "nom": fait.nom,
        "prenom": fait.prenom,
        "age": age_a_l_entree(fait),
        "lot": f"Lot {fait.lot_numero} — {fait.lot_intitule}",
        "titulaire": fait.titulaire,
        "employeur": fait.employeur,
        "modalite": _MODALITES.get(fait.modalite, fait.modalite),
        "contrat": _CONTRATS.get(fait.type_contrat, fait.type_contrat),
        "metier": fait.metier,
        "declarees": fait.declarees,
        "travail": fait.travail,
        "formation": fait.formation,
        "accompagnement": fait.accompagnement,
        "retenues": fait.retenues,
        "etat": _ETATS.get(fait.etat, fait.etat),
        "code_etat": fait.etat,
    }


COLONNES = (
    Colonne("mois", "Mois", "mois"),
    Colonne("nom", "Nom", largeur=18, personnelle=True),
    Colonne("prenom", "Prénom", largeur=16, personnelle=True),
    Colonne("age", "Âge à l'entrée", "entier", personnelle=True),
    Colonne("lot", "Lot", largeur=28),
    Colonne("titulaire", "Attributaire", largeur=26),
    Colonne("employeur", "Employeur", largeur=26),
    Colonne("modalite", "Modalité", largeur=22),
    Colonne("contrat", "Contrat", largeur=20),
    Colonne("metier", "Métier", largeur=22),
    Colonne("declarees", "Déclaré", "heures", aide="Travail, formation et accompagnement déclarés."),
    Colonne("travail", "Travail retenu", "heures"),
    Colonne("formation", "Formation retenue", "heures"),
    Colonne("accompagnement", "Accompagnement retenu", "heures"),
    Colonne("retenues", "Retenu", "heures", aide="Ce qui compte dans l'engagement."),
    Colonne("etat", "État", "etat", montrer=lambda ligne: etat(ligne["code_etat"], ligne["etat"])),
)
A_L_ECRAN = tuple(c for c in COLONNES if c.cle not in {"age", "travail", "formation", "accompagnement", "metier"})


def export_des_lignes(bilan: Bilan, faits: list[Fait], *, filtres: list[str], avec_personnelles: bool) -> Export:
    """Le classeur de ces lignes ; la somme de la colonne « Retenu » est le chiffre du bilan."""
    return Export(
        titre=f"Bilan {bilan.operation.nom}",
        colonnes=COLONNES,
        lignes=(en_ligne(fait) for fait in faits),
        extrait_le=bilan.jour,
        filtres=filtres,
        legende=[
            f"Lignes d'heures de l'opération, au {en_date_longue(bilan.jour)}.",
            "« Retenu » : heures validées, qui comptent dans l'engagement. « Déclaré » : heures transmises.",
            "Une ligne dont l'état n'est pas « Validée » n'a pas d'heures retenues.",
        ],
        avec_personnelles=avec_personnelles,
    )

"""Ce que montrent les écrans de l'import de marchés."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import BilanImport, Lien, Verdict
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import cle_de_texte, en_date
from clauses.suivi.marches.imports.rapport import LigneImport, Rapport, lignes_du_json
from clauses.suivi.marches.models import ImportMarches
from clauses.suivi.marches.presentation.commun import pluriel

VERDICTS_MONTRES = 300
REFUS_MONTRES = 5
FIL = (("Opérations", "marches:operations"), ("Imports de marchés", "marches:imports"))
_SORTS = {"a_faire": {"cree", "modifie"}, "refuse": {"refuse"}, "inchange": {"inchange"}}


def fil(*suite: Lien) -> list[Lien]:
    return [*[Lien(libelle, reverse(nom)) for libelle, nom in FIL], *suite]


def lignes_a_voir(importe: ImportMarches) -> list[LigneImport]:
    """Les lignes de l'aperçu qui n'ont pas encore été appliquées."""
    faites = {ligne.get("uid") for ligne in importe.rapport.get("applique", {}).get("lignes", ()) if ligne.get("uid")}
    return [ligne for ligne in lignes_du_json(importe.rapport["lignes"]) if ligne.uid not in faites or not ligne.uid]


def filtrer(lignes: Sequence[LigneImport], filtre: dict[str, Any]) -> list[LigneImport]:
    """Les lignes du sort choisi (à faire par défaut), avec clause sociale, contenant le texte cherché."""
    issues = _SORTS[filtre.get("sort") or "a_faire"]
    cherche = cle_de_texte(filtre.get("q") or "")
    return [
        ligne
        for ligne in lignes
        if ligne.issue in issues
        and (ligne.a_clause or not filtre.get("clause"))
        and cherche in cle_de_texte(f"{ligne.objet} {ligne.acheteur} {ligne.uid}")
    ]


def premiers_refus(lignes: Sequence[LigneImport], filtre: dict[str, Any]) -> list[Verdict]:
    """Les premières lignes refusées du fichier, à montrer d'emblée ; aucune quand le filtre les montre déjà."""
    if filtre.get("sort") == "refuse":
        return []
    return [_verdict(ligne) for ligne in lignes if ligne.issue == "refuse"][:REFUS_MONTRES]


def _montant(ligne: LigneImport) -> Decimal | None:
    return Decimal(ligne.montant_ht) if ligne.montant_ht else None


def _sort(ligne: LigneImport) -> str:
    if ligne.issue == "refuse":
        valeur = f" «\u00a0{ligne.valeur}\u00a0»" if ligne.valeur else ""
        return f"{ligne.champ}{valeur}\u00a0: {ligne.motif} {ligne.remede}".strip()
    mot = {"cree": "À créer", "modifie": "À mettre à jour", "inchange": "Inchangé"}[ligne.issue]
    return " ".join(m for m in (f"{mot}.", ligne.motif, *ligne.notes) if m)


COLONNES = (
    Colonne("rang", "N°", "entier", aide="Place dans le fichier"),
    Colonne("objet", "Objet", lire=lambda ligne: ligne.objet or ligne.uid or "sans identifiant"),
    Colonne("acheteur", "Acheteur"),
    Colonne("montant", "Montant HT", "euros", lire=_montant),
    Colonne("clause", "Clause sociale", lire=lambda ligne: "oui" if ligne.a_clause else "non"),
    Colonne("sort", "Sort", lire=_sort),
)


def tableau(lignes: Sequence[LigneImport], avec_cases: bool) -> Tableau:
    return Tableau(
        COLONNES,
        lignes,
        legende="Marchés du fichier",
        case=(lambda ligne: ligne.uid) if avec_cases else None,
        nom_case="uids",
        formulaire="choix",
        classe=lambda ligne: "ligne-alerte" if ligne.issue == "refuse" else "",
    )


def bilan(importe: ImportMarches) -> BilanImport | None:
    """Le compte rendu de ce qui a été appliqué, ou rien."""
    applique = importe.rapport.get("applique")
    if applique is None:
        return None
    lignes = [ligne for ligne in lignes_du_json(applique["lignes"]) if ligne.issue != "inchange"]
    return BilanImport(
        importe.nom_fichier,
        applique["totaux"],
        [_verdict(ligne) for ligne in lignes[:VERDICTS_MONTRES]],
        est_apercu=False,
        restants=max(0, len(lignes) - VERDICTS_MONTRES),
    )


def _verdict(ligne: LigneImport) -> Verdict:
    return Verdict(
        ligne.rang,
        ligne.issue,  # type: ignore[arg-type]
        ligne.objet or ligne.uid or "sans identifiant",
        " ".join(m for m in (ligne.motif, *ligne.notes) if m),
        ligne.champ,
        ligne.valeur,
        ligne.remede,
        reverse("marches:marche", args=[ligne.marche]) if ligne.marche else "",
    )


COLONNES_DES_IMPORTS = (
    Colonne("nom_fichier", "Fichier"),
    Colonne("cree_le", "Déposé le", "date"),
    Colonne("depose_par", "Par"),
    Colonne("lignes_lues", "Marchés lus", "entier"),
    Colonne("etat", "État", lire=lambda importe: importe.get_etat_display()),
)


def tableau_des_imports(imports: QuerySet[ImportMarches] | Sequence[ImportMarches]) -> Tableau:
    return Tableau(
        COLONNES_DES_IMPORTS,
        imports,  # type: ignore[arg-type]
        legende="Fichiers déposés",
        url=lambda importe: reverse("marches:import_fiche", args=[importe.pk]),
    )


def phrase(importe: ImportMarches) -> str:
    totaux = importe.rapport["totaux"]
    debut = f"{pluriel(importe.lignes_lues, 'marché lu', 'marchés lus')}, déposés le {en_date(importe.cree_le.date())}."
    if importe.rapport.get("applique"):
        return f"{debut} L'import est appliqué\u202f; ce qui reste peut encore l'être."
    return (
        f"{debut} {pluriel(totaux['cree'], 'à créer', 'à créer')}, {totaux['modifie']} à mettre à jour, "
        f"{pluriel(totaux['refuse'], 'refusé')}. Rien n'est encore écrit."
    )


def resultat(rapport: Rapport) -> str:
    """« 3 marchés créés, 1 mis à jour. »"""
    totaux = rapport.totaux
    morceaux = [pluriel(totaux["cree"], "marché créé", "marchés créés"), f"{totaux['modifie']} mis à jour"]
    if totaux["inchange"]:
        morceaux.append(pluriel(totaux["inchange"], "inchangé"))
    if refuses := sum(1 for ligne in rapport.lignes if ligne.issue == "refuse" and ligne.objet):
        morceaux.append(f"{pluriel(refuses, 'refusé')} (voir plus bas)")
    return f"{', '.join(morceaux)}."

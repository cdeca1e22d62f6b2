"""Ce que montrent les écrans de l'import de marchés."""

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Acte, Action, BarreActions, Lien, Page
from clauses.fond.socle.imports.presentation import reponse_du_rapport
from clauses.fond.socle.imports.rapport import (
    A_CONFIRMER,
    CREE,
    INCHANGE,
    MODIFIE,
    REFUSE,
    BilanImport,
    Rapport,
    Verdict,
)
from clauses.fond.socle.noms import contient, mots_cherches
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import en_date, en_siret
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.imports.chaine import uid_de
from clauses.suivi.marches.imports.origine import OrigineDeMarches
from clauses.suivi.marches.models import ImportMarches
from clauses.suivi.marches.services.import_marches import apercu_de, applique_de
from regles.typographie import accorder, enumerer, majuscule, typographie

VERDICTS_MONTRES = 300
REFUS_MONTRES = 5
FIL = (("Opérations", "marches:operations"), ("Imports de marchés", "marches:imports"))
_SORTS = {"a_faire": {CREE, MODIFIE}, REFUSE: {REFUSE}, A_CONFIRMER: {A_CONFIRMER}, INCHANGE: {INCHANGE}}


def fil(*suite: Lien) -> list[Lien]:
    return [*[Lien(libelle, reverse(nom)) for libelle, nom in FIL], *suite]


def lignes_a_voir(importe: ImportMarches, acteur: Acteur) -> list[Verdict]:
    """Les lignes de l'aperçu qui n'ont pas encore été appliquées, leurs structures nommées."""
    return _nommer(_restantes(importe), acteur)


def _restantes(importe: ImportMarches) -> list[Verdict]:
    applique = applique_de(importe)
    faites = {uid_de(verdict) for verdict in (applique.verdicts if applique else ())} - {""}
    return [verdict for verdict in apercu_de(importe).verdicts if uid_de(verdict) not in faites]


def _nommer(verdicts: list[Verdict], acteur: Acteur) -> list[Verdict]:
    """Là où le fichier ne publie qu'un SIRET, le nom du répertoire s'il y est, sinon le SIRET par groupes."""
    sirets = {texte for v in verdicts for texte in _structures(v) if re.fullmatch(r"\d{14}", texte)}
    connues = Structure.objects.visibles_par(acteur).filter(siret__in=sirets).values_list("siret", "nom")
    noms = {siret: en_siret(siret) for siret in sirets} | {siret: nom for siret, nom in connues if siret}
    return [v._replace(details=_nommes(v, noms)) if set(_structures(v)) & noms.keys() else v for v in verdicts]


def _structures(v: Verdict) -> list[str]:
    return [v.details.get("acheteur", ""), *v.details.get("titulaires", ())]


def _nommes(v: Verdict, noms: dict[str, str]) -> dict[str, Any]:
    acheteur, *titulaires = [noms.get(texte, texte) for texte in _structures(v)]
    return {**v.details, "acheteur": acheteur, "titulaires": titulaires}


def filtrer(verdicts: Sequence[Verdict], filtre: dict[str, Any]) -> list[Verdict]:
    """Les lignes du sort choisi (à faire par défaut), avec clause sociale, contenant le texte cherché."""
    issues = _SORTS[filtre.get("sort") or "a_faire"]
    mots = mots_cherches(filtre.get("q") or "")
    return [
        v
        for v in verdicts
        if v.issue in issues
        and (v.details.get("a_clause") or not filtre.get("clause"))
        and contient(f"{v.libelle} {' '.join(_structures(v))} {uid_de(v)}", mots)
    ]


def premiers_refus(verdicts: Sequence[Verdict], filtre: dict[str, Any]) -> list[Verdict]:
    """Les premières lignes refusées du fichier, à montrer d'emblée ; aucune quand le filtre les montre déjà."""
    if filtre.get("sort") == REFUSE:
        return []
    return [_montre(verdict) for verdict in verdicts if verdict.issue == REFUSE][:REFUS_MONTRES]


def _montant(verdict: Verdict) -> Decimal | None:
    montant = verdict.details.get("montant_ht")
    return Decimal(montant) if montant else None


def _sort(v: Verdict) -> str:
    if v.issue in (REFUSE, A_CONFIRMER):
        valeur = f" «\u00a0{v.valeur}\u00a0»" if v.valeur else ""
        return f"{v.champ}{valeur}\u00a0: {majuscule(v.motif)} {v.remede}".strip()
    mot = {CREE: "À créer", MODIFIE: "À mettre à jour", INCHANGE: "Inchangé"}[v.issue]
    return " ".join(m for m in (f"{mot}.", v.motif, *v.details.get("notes", ())) if m)


def _objet(verdict: Verdict) -> str:
    return verdict.libelle or uid_de(verdict) or "sans identifiant"


COLONNES = (
    Colonne("ligne", "N°", "entier", aide="Place dans le fichier"),
    Colonne("objet", "Objet", lire=_objet),
    Colonne("acheteur", "Acheteur", lire=lambda v: v.details.get("acheteur", "")),
    Colonne("titulaires", "Titulaire", lire=lambda v: ", ".join(v.details.get("titulaires", ()))),
    Colonne("montant", "Montant HT", "euros", lire=_montant),
    Colonne("clause", "Clause sociale", lire=lambda v: "oui" if v.details.get("a_clause") else "non"),
    Colonne("sort", "Sort", lire=_sort),
)


def tableau(verdicts: Sequence[Verdict], avec_cases: bool) -> Tableau:
    return Tableau(
        COLONNES,
        verdicts,
        legende="Marchés du fichier",
        case=uid_de if avec_cases else None,
        nom_case="uids",
        formulaire="choix",
        classe=lambda verdict: "ligne-alerte" if verdict.issue in (REFUSE, A_CONFIRMER) else "",
    )


BARRE = BarreActions("choix", [Acte("coches", "Appliquer ce marché", "Appliquer les {n} marchés", principal=True)])


def bilan(importe: ImportMarches) -> BilanImport | None:
    """Le compte rendu de ce qui a été appliqué, ou rien."""
    applique = applique_de(importe)
    if applique is None:
        return None
    verdicts = [verdict for verdict in applique.verdicts if verdict.issue != INCHANGE]
    return BilanImport(
        importe.nom_fichier,
        applique.totaux,
        [_montre(verdict) for verdict in verdicts[:VERDICTS_MONTRES]],
        est_apercu=False,
        restants=max(0, len(verdicts) - VERDICTS_MONTRES),
        url_export=reverse("marches:import_rapport", args=[importe.pk]),
    )


def _montre(v: Verdict) -> Verdict:
    """Le verdict, ce qui est à vérifier dans sa raison, et la fiche du marché qu'il a créé ou changé."""
    motif = " ".join(m for m in (v.motif, *v.details.get("notes", ())) if m)
    pk = v.details.get("marche") if v.issue != REFUSE else None
    url = reverse("marches:marche", args=[pk]) if pk else ""
    return v._replace(libelle=_objet(v), motif=motif, url=url)


def rapport_a_emporter(importe: ImportMarches) -> HttpResponse:
    """Le rapport de ce qui est appliqué ; à défaut, de ce que le fichier contient."""
    applique = applique_de(importe)
    return reponse_du_rapport(
        applique or apercu_de(importe),
        lambda: OrigineDeMarches(io.BytesIO(bytes(importe.contenu)), importe.nom_fichier),
        est_applique=applique is not None,
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
    totaux = apercu_de(importe).totaux
    lus = accorder(importe.lignes_lues, "marché lu", "marchés lus")
    debut = f"{lus} dans le fichier déposé le {en_date(importe.cree_le.date())}."
    if (applique := applique_de(importe)) is not None:
        dite = f"{debut} L'import est appliqué{_ce_qui_reste(importe)}. {applique.ce_qui_s_ouvre(est_applique=True)}"
        return dite.strip()
    sorts = f"{accorder(totaux[CREE], 'à créer', 'à créer')}, {totaux[MODIFIE]} à mettre à jour"
    sorts += f", {accorder(totaux[REFUSE], 'refusé')}{_attendent(totaux[A_CONFIRMER])}."
    ouvre = apercu_de(importe).ce_qui_s_ouvre(est_applique=False)
    return " ".join(filter(None, (debut, sorts, ouvre, "Rien n'est encore écrit.")))


def _attendent(questions: int) -> str:
    return f", {accorder(questions, 'à confirmer', 'à confirmer')}" if questions else ""


def page_des_reponses(importe: ImportMarches, questions: int) -> Page:
    lien = Lien(importe.nom_fichier, reverse("marches:import_fiche", args=[importe.pk]))
    phrase = "La même structure prend le SIRET du fichier ; une autre s'ajoute à votre répertoire."
    titre = accorder(questions, "structure à confirmer", "structures à confirmer") if questions else "Rien à confirmer"
    return Page(titre, typographie(phrase), surtitre="Import de marchés", fil=fil(lien))


def _ce_qui_reste(importe: ImportMarches) -> str:
    """Ce que l'on peut encore faire du fichier, une fois appliqué : des marchés à choisir, des lignes à corriger."""
    if any(verdict.issue in (CREE, MODIFIE) for verdict in _restantes(importe)):
        return "\u202f; ce qui reste peut encore l'être"
    refuses = apercu_de(importe).totaux[REFUSE]
    attendus = sum(1 for verdict in _restantes(importe) if verdict.issue == A_CONFIRMER)
    sauf = [*([accorder(refuses, "refusé")] if refuses else []), *([f"{attendus} à confirmer"] if attendus else [])]
    reste = f", sauf {enumerer(sauf)}" if sauf else " en entier"
    return f"{reste}\u00a0: il n'en reste rien à appliquer"


def page_de_fiche(importe: ImportMarches, acteur: Acteur) -> Page:
    """La page du fichier ; des lignes refusées, on en dépose la correction."""
    importateur = peut(acteur, "marche.importer")
    actions = _repondre(importe) if importateur else []
    if importateur and apercu_de(importe).a_des_refus:
        actions.append(Action("Déposer le fichier corrigé", reverse("marches:importer"), icone="upload"))
    if not importe.rapport.get("applique"):  # appliqué, le compte rendu le propose lui-même
        rapport = reverse("marches:import_rapport", args=[importe.pk])
        actions.append(Action("Télécharger ce rapport", rapport, icone="download"))
    return Page(importe.nom_fichier, phrase(importe), "Import de marchés", fil=fil(), actions=actions)


def _repondre(importe: ImportMarches) -> list[Action]:
    questions = sum(1 for verdict in _restantes(importe) if verdict.issue == A_CONFIRMER)
    if not questions:
        return []
    marches = accorder(questions, "marché à confirmer", "marchés à confirmer")
    adresse = reverse("marches:import_repondre", args=[importe.pk])
    return [Action(f"Répondre ({marches})", adresse, icone="question-circle")]


def resultat(rapport: Rapport) -> str:
    """« 3 marchés créés, 1 mis à jour. »"""
    totaux = rapport.totaux
    morceaux = [accorder(totaux[CREE], "marché créé", "marchés créés"), f"{totaux[MODIFIE]} mis à jour"]
    if totaux[INCHANGE]:
        morceaux.append(accorder(totaux[INCHANGE], "inchangé"))
    if refuses := sum(1 for verdict in rapport.verdicts if verdict.issue == REFUSE and verdict.libelle):
        morceaux.append(f"{accorder(refuses, 'refusé')} (voir plus bas)")
    return f"{', '.join(morceaux)}."

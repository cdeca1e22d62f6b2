"""Ce que propose la saisie d'un contrat : la personne cherchée, et ce qui se devine d'où l'on vient."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Vide
from clauses.suivi.declarations.forms import ContratForm, FinDeContratForm
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.marches.models import Attribution
from clauses.suivi.participants.models import Participant

PERSONNES_AU_PLUS = 20
D_OU_L_ON_VIENT = ("attribution", "operation")
CHAMPS = (
    "participant",
    "modalite",
    "employeur",
    "entreprise_utilisatrice",
    "type_contrat",
    "metier",
    "code_rome",
    "date_debut",
    "date_fin",
    "motif_fin",
    "contrat_apres",
)


def personnes_proposees(acteur: Acteur, cherche: str, adresse: Mapping[str, str]) -> dict[str, Any]:
    """Les personnes trouvées, chacune avec l'adresse qui ouvre son contrat."""
    garde = {nom: adresse[nom] for nom in D_OU_L_ON_VIENT if adresse.get(nom)}
    personnes = Participant.objects.visibles_par(acteur).actifs().order_by("-cree_le", "pk")
    if cherche.strip():
        personnes = personnes.cherches(cherche).order_by("tri", "pk")
    trouvees = [
        (personne, f"?{urlencode({'participant': personne.pk, **garde})}") for personne in personnes[:PERSONNES_AU_PLUS]
    ]
    creer = Action("Ajouter une personne", reverse("participants:creer"), "secondaire", "plus-lg")
    return {
        "trouvees": trouvees,
        "garde": garde,
        "vide": Vide("Personne de ce nom", "Ouvrez d'abord sa fiche : identité, critères, pièces vues.", creer),
    }


def valeurs_de_depart(acteur: Acteur, adresse: Mapping[str, str]) -> dict[str, Any]:
    """La personne choisie, et l'attributaire du mois ou de l'opération d'où l'on vient."""
    valeurs: dict[str, Any] = {"participant": _identifiant(adresse.get("participant"))}
    attributions = Attribution.objects.visibles_par(acteur).actifs().directes()
    if cle := _identifiant(adresse.get("attribution")):
        choisies = list(attributions.filter(pk=cle))
    elif cle := _identifiant(adresse.get("operation")):
        choisies = list(attributions.filter(lot__marche__operation_id=cle).order_by("pk")[:2])
    else:
        choisies = []
    if len(choisies) == 1:
        valeurs |= {"lots": choisies, "employeur": choisies[0].structure_id}
    return valeurs


def _identifiant(texte: str | None) -> UUID | None:
    try:
        return UUID(texte or "")
    except ValueError:
        return None


def initial_du_contrat(contrat: ContratInsertion) -> dict[str, Any]:
    valeurs = {champ: getattr(contrat, champ) for champ in CHAMPS}
    attributions = contrat.affectations.actifs().order_by("pk").values_list("attribution_id", flat=True)
    return {**valeurs, "version": contrat.version, "lots": [cle for cle in attributions if cle]}


def personne_du_formulaire(formulaire: ContratForm | FinDeContratForm, acteur: Acteur) -> str:
    """Le nom de la personne choisie, si l'acteur peut la voir."""
    if "participant" not in formulaire.fields:
        return ""
    cle = _identifiant(str(getattr(formulaire["participant"].value(), "pk", formulaire["participant"].value())))
    personne = Participant.objects.visibles_par(acteur).filter(pk=cle).first()
    return f"Pour {personne}" if personne else ""

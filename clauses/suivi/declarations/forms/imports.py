"""Déposer un classeur, demander le nôtre."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import Bloc, ChampDate, ChampMois, FormulaireFr
from clauses.fond.socle.imports import forms as forms_d_import
from clauses.fond.socle.imports.forms import ChampFichier
from clauses.fond.socle.imports.rapport import QUESTION, Verdict
from clauses.fond.structures.doubles import REPONSES, STRUCTURE, nommer
from clauses.suivi.declarations.imports.questions import CONTRAT, DISTINCT, MEME, PERSONNE, TOUTES, cle_de
from clauses.suivi.marches.models import Operation
from regles.calendrier import ajouter_mois, premier_du_mois

Choix = tuple[tuple[str, str], ...]


class DepotForm(FormulaireFr):
    blocs = (
        Bloc("Le fichier", ("fichier",)),
        Bloc("S'il vient d'un autre outil", ("arrete_au",), intro="Rien à dire pour notre classeur du mois."),
        Bloc("Et si ces heures y étaient validées", ("est_deja_valide",)),
    )
    fichier = ChampFichier("Le classeur")
    arrete_au = ChampDate(
        "Données arrêtées au",
        required=False,
        aide="Le jour où il a été extrait. Aujourd'hui, si vous ne dites rien.",
    )
    est_deja_valide = forms.BooleanField(
        label="Ces heures étaient déjà validées dans l'ancien outil",
        required=False,
        help_text="Elles seront validées par les règles d'ici, et l'éligibilité reprise sans revoir les pièces. "
        "Sinon, elles attendent votre validation.",
    )


class ReponsesForm(forms_d_import.ReponsesForm):
    CHOIX: ClassVar[dict[str, Choix]] = {
        CONTRAT: ((MEME, "C'est le même contrat"), (DISTINCT, "C'est un autre contrat")),
        PERSONNE: ((MEME, "C'est la même personne"), (DISTINCT, "C'est une autre personne")),
        STRUCTURE: REPONSES,
        TOUTES: ((MEME, "C'est le même, ou la même"), (DISTINCT, "C'est un autre, ou une autre")),
    }

    def cle(self, question: Verdict) -> str:
        return cle_de(question)

    def nommer(self, question: Verdict) -> str:
        return nommer(question) if question.details[QUESTION] == STRUCTURE else question.libelle


class ModeleForm(FormulaireFr):
    mois = ChampMois("Mois")
    operation = forms.ModelChoiceField(
        label="Opération", queryset=Operation.objects.none(), required=False, empty_label="Toutes"
    )

    def __init__(self, *args: Any, acteur: Acteur, **options: Any) -> None:
        dernier = ajouter_mois(premier_du_mois(timezone.localdate()), -1)
        options.setdefault("initial", {"mois": dernier})
        super().__init__(*args, **options)
        champ = self.fields["operation"]
        assert isinstance(champ, forms.ModelChoiceField)
        champ.queryset = Operation.objects.visibles_par(acteur).actifs().order_by("tri", "pk")

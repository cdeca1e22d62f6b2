"""Déposer un classeur, demander le nôtre."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import Bloc, ChampDate, ChampMois, FormulaireFr
from clauses.fond.socle.imports.forms import ChampFichier
from clauses.fond.socle.imports.rapport import Verdict
from clauses.suivi.declarations.imports.questions import CONTRAT, DISTINCT, MEME, PERSONNE, TOUTES, cle
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


class ChampReponse(forms.ChoiceField):
    """Ce qu'on répond d'une ligne : on peut ne rien dire encore, mais la question, elle, n'est pas facultative."""

    est_une_question = True


class ReponsesForm(FormulaireFr):
    """Une question par ligne à confirmer, les premières d'abord, et une réponse pour toutes celles qui n'en ont pas."""

    AU_PLUS = 40
    SANS_REPONSE = ("", "Pas encore de réponse")
    CHOIX: ClassVar[dict[str, Choix]] = {
        CONTRAT: (SANS_REPONSE, (MEME, "C'est le même contrat"), (DISTINCT, "C'est un autre contrat")),
        PERSONNE: (SANS_REPONSE, (MEME, "C'est la même personne"), (DISTINCT, "C'est une autre personne")),
        TOUTES: (SANS_REPONSE, (MEME, "C'est le même, ou la même"), (DISTINCT, "C'est un autre, ou une autre")),
    }

    def __init__(self, *args: Any, questions: Sequence[Verdict], **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        for question in questions[: self.AU_PLUS]:
            self.fields[f"ligne_{question.ligne}"] = ChampReponse(
                label=f"Ligne {question.ligne}, {question.libelle}",
                help_text=question.motif,
                choices=self.CHOIX[question.details["question"]],
                required=False,
            )
        self.fields[TOUTES] = ChampReponse(
            label="Toutes les autres lignes à confirmer", choices=self.CHOIX[self._sorte()], required=False
        )

    def _sorte(self) -> str:
        sortes = {question.details["question"] for question in self.questions}
        return sortes.pop() if len(sortes) == 1 else TOUTES

    def reponses(self) -> dict[str, str]:
        """{numéro de ligne, suivi de « p » pour sa personne: réponse}, pour celles qui en ont une."""
        lues = self.cleaned_data
        dites = {
            cle(q.ligne, q.details["question"]): lues.get(f"ligne_{q.ligne}") or lues[TOUTES] for q in self.questions
        }
        return {ligne: reponse for ligne, reponse in dites.items() if reponse}


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

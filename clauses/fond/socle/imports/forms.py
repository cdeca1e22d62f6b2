"""Déposer un fichier à importer, filtrer un rapport."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from clauses.fond.socle.champs import FormulaireFr
from clauses.fond.socle.imports.depot import TAILLE_MAX
from clauses.fond.socle.imports.rapport import A_CONFIRMER, CREE, INCHANGE, MODIFIE, QUESTION, REFUSE, Verdict

SORTS = (
    ("", "Tous"),
    (REFUSE, "Refusées"),
    (A_CONFIRMER, "À confirmer"),
    (MODIFIE, "Mises à jour"),
    (CREE, "Créées"),
    (INCHANGE, "Inchangées"),
)


SANS_REPONSE = ("", "Pas encore de réponse")


class ChampFichier(forms.FileField):
    """Un fichier dont la taille est bornée avant d'être lu, en octets."""

    def __init__(self, libelle: str, *, taille_max: int = TAILLE_MAX, **options: Any) -> None:
        self.taille_max = taille_max
        vide = "Ce fichier est vide\u00a0: vérifiez que c'est le bon, ou redemandez-le."
        super().__init__(label=libelle, error_messages={"required": "Choisissez un fichier.", "empty": vide}, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        fichier = super().clean(data, initial)
        if fichier is not None and (fichier.size or 0) > self.taille_max:
            poids = f"{self.taille_max / 1_000_000:g}".replace(".", ",")
            raise ValidationError(f"Ce fichier pèse plus de {poids}\u202fMo\u00a0: découpez-le.")
        return fichier


class ChampReponse(forms.ChoiceField):
    """Ce qu'on répond d'une ligne : on peut ne rien dire encore, mais la question, elle, n'est pas facultative."""

    est_une_question = True


class ReponsesForm(FormulaireFr):
    """Une question par chose à confirmer, les premières d'abord, et une réponse pour toutes celles qui n'en ont pas.

    La tranche dit les réponses de chaque sorte de question (`CHOIX`), comment on nomme une question, et sous quelle clé
    sa réponse se garde : une même chose demandée à plusieurs lignes ne se demande qu'une fois.
    """

    AU_PLUS, TOUTES = 40, "toutes"
    CHOIX: ClassVar[Mapping[str, Sequence[tuple[str, str]]]]

    def __init__(self, *args: Any, questions: Sequence[Verdict], **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = list({self.cle(question): question for question in reversed(questions)}.values())[::-1]
        for question in self.questions[: self.AU_PLUS]:
            self.fields[f"ligne_{question.ligne}"] = self._champ(
                f"Ligne {question.ligne}, {self.nommer(question)}", question.details[QUESTION], question.motif
            )
        if len(self.questions) > 1:
            self.fields[self.TOUTES] = self._champ("Toutes les questions laissées sans réponse", self._sorte())

    def cle(self, question: Verdict) -> str:
        return str(question.details["cle"])

    def nommer(self, question: Verdict) -> str:
        return question.libelle

    def _champ(self, libelle: str, sorte: str, aide: str = "") -> ChampReponse:
        return ChampReponse(label=libelle, help_text=aide, choices=[SANS_REPONSE, *self.CHOIX[sorte]], required=False)

    def _sorte(self) -> str:
        sortes = {question.details[QUESTION] for question in self.questions} or set(self.CHOIX)
        return sortes.pop() if len(sortes) == 1 else self.TOUTES

    def clean(self) -> dict[str, Any]:
        if self.questions and not self.errors and not self.reponses():
            raise ValidationError("Aucune réponse n'est donnée\u00a0: répondez à une question au moins.")
        return self.cleaned_data

    def reponses(self) -> dict[str, str]:
        """{clé: réponse}, pour les questions qui en ont une."""
        lues = self.cleaned_data
        dites = {self.cle(q): lues.get(f"ligne_{q.ligne}") or lues.get(self.TOUTES, "") for q in self.questions}
        return {cle: reponse for cle, reponse in dites.items() if reponse}


class FiltreDuRapport(forms.Form):
    sort = forms.ChoiceField(label="Sort", required=False, choices=SORTS)
    q = forms.CharField(label="Personne, colonne ou raison", required=False)

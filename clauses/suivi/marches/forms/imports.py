"""Formulaires de l'import de marchés : le dépôt, le choix de ce qu'on en retient."""

from typing import Any, ClassVar

from django import forms
from django.db.models.functions import Left

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import ChampTexte, FormulaireFr
from clauses.fond.socle.imports.forms import ChampFichier, ReponsesForm
from clauses.fond.socle.imports.rapport import Verdict
from clauses.fond.structures.doubles import REPONSES, STRUCTURE, nommer
from clauses.suivi.marches.imports.chaine import uid_de
from clauses.suivi.marches.models import ImportMarches, Operation
from clauses.suivi.marches.services.import_marches import apercu_de


class DepotMarchesForm(FormulaireFr):
    """Le fichier de données essentielles."""

    fichier = ChampFichier("Données essentielles (JSON, XML, CSV, XLSX ou ZIP)")


class FiltreImportForm(FormulaireFr):
    """Ce que l'on regarde de l'aperçu (GET)."""

    SORTS = (
        ("a_faire", "À créer ou à mettre à jour"),
        ("refuse", "Refusés"),
        ("a_confirmer", "À confirmer"),
        ("inchange", "Inchangés"),
    )
    q = ChampTexte("Objet ou acheteur", required=False, max_length=100)
    sort = forms.ChoiceField(label="Sort", choices=SORTS, required=False)
    clause = forms.BooleanField(label="Avec clause sociale seulement", required=False)


class ReponsesDeLImportForm(ReponsesForm):
    CHOIX: ClassVar[dict[str, Any]] = {STRUCTURE: REPONSES}

    def nommer(self, question: Verdict) -> str:
        return nommer(question)


class OperationDeLImportForm(FormulaireFr):
    """L'opération qui reçoit les marchés, parmi celles des acheteurs du fichier."""

    operation = forms.ModelChoiceField(
        Operation.objects.none(),
        label="Les ranger dans",
        required=False,
        empty_label="une opération par acheteur et par objet",
    )

    def __init__(self, *args: Any, acteur: Acteur, importe: ImportMarches, **options: Any) -> None:
        super().__init__(*args, **options)
        sirens = {uid[:9] for verdict in apercu_de(importe).verdicts if (uid := uid_de(verdict))}
        visibles = Operation.objects.visibles_par(acteur, "operation.modifier").actifs().en_cours()
        choix = visibles.annotate(acheteur=Left("donneur_d_ordre__siret", 9)).filter(acheteur__in=sirens)
        self.fields["operation"].queryset = choix.order_by("tri", "pk")  # type: ignore[attr-defined]

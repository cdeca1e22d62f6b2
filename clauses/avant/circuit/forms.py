"""Les formulaires du circuit : transmettre, remarquer, répondre, donner son accord, filtrer la liste."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from clauses.avant.circuit.models import Partie, Remarque
from clauses.fond.socle.champs import ChampDate, ChampTexteLong, FormulaireFr
from clauses.fond.socle.forms import ChampVersion, lu
from regles.circuit import PARTIES


class ClesCachees(forms.CharField):
    """Des clés gardées dans la page, séparées par des virgules : ce que la personne avait sous les yeux."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(cle) for cle in (value or "").split(",") if cle]
        except ValueError as erreur:
            raise forms.ValidationError("Cette page est abîmée\u00a0: rechargez-la.") from erreur


class TransmettreForm(FormulaireFr):
    """À qui, avec quel mot, pour quand. `versions` : celles que la page montre."""

    vers = forms.ChoiceField(label="À qui", widget=forms.RadioSelect, error_messages={"required": "Choisissez à qui."})
    message = ChampTexteLong("Message", required=False, max_length=4000, aide="Ce que vous attendez de la relecture.")
    echeance = ChampDate("Réponse attendue le", required=False)
    avec_accord = forms.BooleanField(label="Je donne mon accord à toutes les pièces transmises", required=False)
    avec_juriste = forms.BooleanField(label="L'accord du juriste est demandé", required=False)
    version = ChampVersion()
    versions = ClesCachees(required=False)

    def __init__(self, *args: Any, partie: Partie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        autres = [(p, f"{PARTIES[p][0].upper()}{PARTIES[p][1:]}") for p in PARTIES if p != partie]
        self.fields["vers"].choices = autres  # type: ignore[attr-defined]
        if partie == Partie.JURISTE:
            del self.fields["avec_juriste"]

    def choix(self) -> dict[str, Any]:
        """Les arguments de `services.dossiers.transmettre`. Un dossier qui s'ouvre n'a pas de version."""
        valeurs = {nom: v for nom, v in self.cleaned_data.items() if nom not in ("version", "versions")}
        lue = lu(self, "version") if self.initial["version"] else None
        return {**valeurs, "version_lue": lue, "versions_vues": self.cleaned_data["versions"]}


class RemarqueForm(FormulaireFr):
    passage = ChampTexteLong(
        "Passage visé", lignes=2, required=False, max_length=4000, aide="L'article, ou la phrase recopiée."
    )
    texte = ChampTexteLong("Votre remarque", lignes=5, max_length=8000)
    version_lue = forms.UUIDField(widget=forms.HiddenInput)


class ReponseForm(FormulaireFr):
    suite = forms.ChoiceField(
        label="Cette remarque est",
        choices=[(e.value, e.label.lower()) for e in (Remarque.Etat.PRISE_EN_COMPTE, Remarque.Etat.ECARTEE)],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si elle est prise en compte ou écartée."},
    )
    reponse = ChampTexteLong(
        "Réponse", lignes=2, required=False, max_length=8000, aide="Obligatoire pour écarter : le motif."
    )


class AccordForm(FormulaireFr):
    """Les versions à approuver, chacune par sa case."""

    versions = forms.MultipleChoiceField(
        label="Je donne mon accord à",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins une pièce.",
            "invalid_choice": "Cette version n'est plus en vigueur\u00a0: relisez la page, puis cochez de nouveau.",
        },
    )

    def __init__(self, *args: Any, choix: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["versions"].choices = choix  # type: ignore[attr-defined]


class FiltreDossiers(forms.Form):
    """Les filtres de la liste, gardés dans l'adresse."""

    q = forms.CharField(label="Marché ou opération", required=False)
    chez = forms.ChoiceField(
        label="À qui de jouer",
        required=False,
        choices=[("", "Tout le monde"), *Partie.choices],
    )
    etat = forms.ChoiceField(
        label="Dossiers",
        required=False,
        choices=[("", "En cours"), ("en_retard", "En retard"), ("clos", "Clos"), ("tous", "Tous")],
    )

"""Les formulaires de la rédaction : les choix d'une pièce, le dépôt d'un DOCX, le texte d'une section."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.options import OPTIONS, Option
from clauses.avant.redaction.word.lecture import TAILLE_MAX
from clauses.fond.socle.champs import ChampEntier, ChampTexte, ChampTexteLong, FormulaireFr
from clauses.fond.socle.forms import ChampVersion, FormulaireDeFiche


class ChoixForm(FormulaireDeFiche):
    """Les choix de rédaction d'une pièce : ceux que sa nature demande."""

    def __init__(self, *args: Any, nature: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in OPTIONS.get(nature, ()):
            self.fields[option.nom] = _champ(option)


def _champ(option: Option) -> forms.Field:
    if option.genre == "case":
        return forms.BooleanField(label=option.libelle, required=False)
    if option.genre == "texte":
        return ChampTexte(option.libelle, aide=option.aide, required=False, max_length=30)
    return ChampEntier(option.libelle, aide=option.aide, minimum=option.minimum, maximum=option.maximum)


class DepotForm(FormulaireFr):
    """Une version revenue de Word."""

    fichier = forms.FileField(label="Le document Word (.docx)", error_messages={"required": "Choisissez le fichier."})
    commentaire = ChampTexteLong(
        "Ce qui change",
        required=False,
        lignes=2,
        max_length=1_000,
        exemple="Relu par le service juridique, article 12.11 précisé",
    )

    def clean_fichier(self) -> UploadedFile:
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_MAX:
            raise ValidationError(
                f"Le fichier pèse plus de {TAILLE_MAX // 1_000_000}\u202fMo\u00a0: retirez-en les images."
            )
        return fichier


class TexteForm(FormulaireFr):
    """La variante d'une section."""

    rang_lu = ChampVersion()
    texte = ChampTexteLong("Le texte", lignes=18, max_length=10_000, strip=False)
    motif = ChampTexteLong(
        "Pourquoi ce texte",
        lignes=2,
        max_length=1_000,
        required=False,
        exemple="Demande du service juridique de la ville",
    )


class ComparerForm(FormulaireFr):
    """Deux versions d'une pièce, de la plus ancienne à la plus récente (GET)."""

    avant = forms.TypedChoiceField(label="De la version", coerce=int)
    apres = forms.TypedChoiceField(label="à la version", coerce=int)

    def __init__(self, *args: Any, piece: Piece, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = piece.versions.actifs().order_by("-rang").only("rang", "origine", "auteur", "piece")
        choix = [(v.rang, f"{v.rang}\u00a0· {v.get_origine_display()}") for v in versions]
        for nom in ("avant", "apres"):
            self.fields[nom].choices = choix  # type: ignore[attr-defined]

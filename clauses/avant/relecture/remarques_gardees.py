"""Une remarque telle qu'on la garde : sa clé, et le contexte de sa citation."""

import hashlib
from typing import Any

from lecteur.controle import Remarque
from lecteur.documents import DocumentLu

_AUTOUR = 140  # caractères montrés de part et d'autre d'une citation


def cle_de(piece: str, remarque: Remarque) -> str:
    """Reconnaît la même remarque d'une relecture à l'autre : le contrôle, le lot, la citation, ce qu'elle dit."""
    matiere = "|".join(
        (piece, remarque.code, remarque.lot, remarque.titre, remarque.citation, str(remarque.paragraphe or ""))
    )
    return hashlib.sha1(matiere.encode(), usedforsecurity=False).hexdigest()


def garder(remarque: Remarque, document: DocumentLu) -> dict[str, Any]:
    """La remarque en JSON, avec ce qui entoure sa citation et le titre sous lequel elle se trouve."""
    garde = remarque.en_json()
    if remarque.paragraphe is not None and remarque.debut is not None and remarque.fin is not None:
        texte = next((p.texte for p in document.texte.paragraphes if p.numero == remarque.paragraphe), "")
        avant, apres = texte[: remarque.debut], texte[remarque.fin :]
        garde["avant"] = f"…{avant[-_AUTOUR:]}" if len(avant) > _AUTOUR else avant
        garde["apres"] = f"{apres[:_AUTOUR]}…" if len(apres) > _AUTOUR else apres
        garde["sous"] = document.titres.get(remarque.paragraphe, "")
        garde["lieu"] = document.lieux.get(remarque.paragraphe, "")
    return garde

"""Une note réglementaire : ce que c'est, quand, ce qu'il faut, ce à quoi veiller, ce qu'elle ne permet pas."""

from dataclasses import dataclass
from datetime import date

from regles.socle import Reference
from regles.typographie import soigner


@dataclass(frozen=True, kw_only=True)
class Note:
    """`code` : son adresse. `instruments` : les codes d'instrument dont elle parle. `verifiee_le` : la dernière
    relecture ; chaque référence porte sa certitude."""

    code: str
    titre: str
    resume: str
    ce_que_c_est: tuple[str, ...]
    quand: tuple[str, ...]
    ce_qu_il_faut: tuple[str, ...]
    points_d_attention: tuple[str, ...]
    ne_permet_pas: tuple[str, ...]
    references: tuple[Reference, ...]
    instruments: tuple[str, ...] = ()
    verifiee_le: date = date(2026, 11, 22)

    def __post_init__(self) -> None:
        for nom in ("titre", "resume"):
            object.__setattr__(self, nom, soigner(getattr(self, nom)))
        for nom in ("ce_que_c_est", "quand", "ce_qu_il_faut", "points_d_attention", "ne_permet_pas"):
            object.__setattr__(self, nom, tuple(soigner(texte) for texte in getattr(self, nom)))

    @property
    def rubriques(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Les cinq rubriques, dans l'ordre où on les lit."""
        return (
            ("Ce que c’est", self.ce_que_c_est),
            ("Quand il convient", self.quand),
            ("Ce qu’il faut", self.ce_qu_il_faut),
            ("Points d’attention", self.points_d_attention),
            ("Ce qu’il ne permet pas", self.ne_permet_pas),
        )

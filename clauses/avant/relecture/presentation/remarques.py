"""Une remarque prête à montrer : où elle est, ce qu'elle cite, ce qu'il faut écrire, ce qu'on en a fait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from clauses.avant.relecture.models import PieceRelue, Relecture, SuiteDeRemarque
from clauses.avant.relecture.presentation.mots import GRAVITES
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Ton
from clauses.fond.socle.concurrence import versions_de
from lecteur.controle import PAR_CODE, Gravite
from regles.typographie import typographie

COLONNES = (
    Colonne("mot", "Gravité", "mots", largeur=14),
    Colonne("piece", "Pièce", largeur=26),
    Colonne("ou", "Où", largeur=26),
    Colonne("titre", "Remarque", "mots", largeur=40),
    Colonne("explication", "Explication", "mots", largeur=60),
    Colonne("citation", "La pièce dit", largeur=50),
    Colonne("attendu", "Le lot dit", "mots", largeur=40),
    Colonne("a_ecrire", "À écrire", "mots", largeur=60),
    Colonne("reference", "Texte", "mots", largeur=40),
    Colonne("suite_en_mots", "Suite", "mots", largeur=24),
    Colonne("motif", "Motif", largeur=40),
)
RANG = {gravite: rang for rang, gravite in enumerate(Gravite)}


@dataclass(frozen=True)
class RemarqueMontree:
    """`ou` : « page 3, sous « Article 12 » ». `avant` et `apres` entourent la citation dans son paragraphe.
    `lues` : la suite que la page montre (`versions_de`)."""

    cle: str
    gravite: str
    mot: str
    ton: Ton
    icone: str
    titre: str
    explication: str
    piece: str = ""
    ou: str = ""
    avant: str = ""
    citation: str = ""
    apres: str = ""
    autre_citation: str = ""
    attendu: str = ""
    lu: str = ""
    a_ecrire: str = ""
    reference: str = ""
    url: str = ""
    suite: str = "a_traiter"
    suite_en_mots: str = ""
    motif: str = ""
    lues: str = ""
    page: int | None = None
    ordre: tuple[int, int, int, int] = field(default=(0, 0, 0, 0))

    @property
    def est_ouverte(self) -> bool:
        return self.suite == SuiteDeRemarque.Etat.A_TRAITER

    @property
    def est_conforme(self) -> bool:
        return self.gravite == Gravite.CONFORME


def montrer_tout(
    relecture: Relecture, pieces: Sequence[PieceRelue], suites: Mapping[str, SuiteDeRemarque]
) -> list[RemarqueMontree]:
    """Toutes les remarques, par gravité, puis pièce et page ; celles qui ont une suite après les autres."""
    plusieurs = len(pieces) > 1
    toutes = [montrer(r, suites, "Entre les pièces") for r in relecture.entre_pieces]
    for piece in pieces:
        toutes += [montrer(r, suites, piece.nom_fichier if plusieurs else "", piece) for r in piece.remarques]
    return sorted(toutes, key=lambda r: (not r.est_ouverte, *r.ordre))


def montrer(
    brute: Mapping[str, Any], suites: Mapping[str, SuiteDeRemarque], nom: str, piece: PieceRelue | None = None
) -> RemarqueMontree:
    mot, ton, icone = GRAVITES[brute["gravite"]]
    suite = suites.get(brute.get("cle", ""))
    controle = PAR_CODE.get(brute["code"])
    pluriel = "s" if " et " in brute.get("lot", "") else ""
    lot = f" (lot{pluriel} {brute['lot']})" if brute.get("lot") else ""
    return RemarqueMontree(
        cle=brute.get("cle", ""),
        gravite=brute["gravite"],
        mot=mot,
        ton=ton,
        icone=icone,
        titre=typographie(f"{brute['titre']}{lot}"),
        explication=typographie(brute["explication"]),
        piece=nom,
        ou=ou(brute),
        avant=brute.get("avant", ""),
        citation=brute.get("citation", ""),
        apres=brute.get("apres", ""),
        autre_citation=brute.get("autre_citation", ""),
        attendu=typographie(brute.get("attendu", "")),
        lu=typographie(brute.get("lu", "")),
        a_ecrire=typographie(brute.get("a_ecrire", "")),
        reference=controle.reference.en_mots() if controle else "",
        url=_url(piece, brute),
        suite=suite.etat if suite else "a_traiter",
        suite_en_mots=_suite_en_mots(suite),
        motif=suite.motif if suite else "",
        lues=versions_de([suite] if suite else []),
        page=brute.get("page"),
        ordre=(
            RANG[Gravite(brute["gravite"])],
            piece.rang if piece else 0,
            brute.get("page") or 0,
            brute.get("paragraphe") or 0,
        ),
    )


def ou(brute: Mapping[str, Any]) -> str:
    """« page 3, sous « Article 12 » », « paragraphe 14 » quand le format ne dit pas ses pages, ou rien."""
    if brute.get("page"):
        place = f"page\u00a0{brute['page']}"
    elif brute.get("paragraphe"):
        place = f"paragraphe\u00a0{brute['paragraphe']}"
    else:
        return ""
    lieu = f", {brute['lieu']}" if brute.get("lieu") else ""
    sous = f", sous « {_court(brute['sous'])} »" if brute.get("sous") else ""
    return typographie(f"{place}{lieu}{sous}")


def _court(titre: str) -> str:
    return titre if len(titre) <= 70 else f"{titre[:69]}…"


def _url(piece: PieceRelue | None, brute: Mapping[str, Any]) -> str:
    if piece is None or not brute.get("paragraphe"):
        return ""
    numero = brute["paragraphe"]
    page = (numero - 1) // PARAGRAPHES_PAR_PAGE + 1
    suite = f"?page={page}" if page > 1 else ""
    return f"{reverse('relecture:texte', args=[piece.pk])}{suite}#p{numero}"


def _suite_en_mots(suite: SuiteDeRemarque | None) -> str:
    if suite is None or suite.etat == SuiteDeRemarque.Etat.A_TRAITER:
        return ""
    return f"{suite.get_etat_display()} par {suite.auteur}"


PARAGRAPHES_PAR_PAGE = 300

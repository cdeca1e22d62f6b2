"""Le circuit des pièces entre facilitateur, acheteur et juriste : qui joue, dans quel état, à son tour ou non.

Les états et leurs passages sont dans `regles/cycles.py` (cycle « dossier ») ; ici, la table de qui peut quoi quand.
C'est un usage de travail, pas une règle de droit : aucun article n'impose ce circuit.
"""

from dataclasses import dataclass

from regles.typographie import INSECABLE, majuscule

FACILITATEUR, ACHETEUR, JURISTE, PERSONNE = "facilitateur", "acheteur", "juriste", "personne"
PARTIES = {FACILITATEUR: "le facilitateur", ACHETEUR: "l'acheteur", JURISTE: "le juriste"}
TOUTES = frozenset(PARTIES)
RELECTEURS = frozenset({ACHETEUR, JURISTE})
OUVERT = ("en_redaction", "en_relecture")


@dataclass(frozen=True)
class Jeu:
    """Un verbe : qui peut le jouer, dans quels états du dossier, et s'il faut que ce soit son tour."""

    en_mots: str
    parties: frozenset[str]
    etats: tuple[str, ...]
    a_son_tour: bool = False


TABLE = {
    "transmettre": Jeu("transmettre le dossier", TOUTES, OUVERT, a_son_tour=True),
    "rendre": Jeu("rendre le dossier", RELECTEURS, ("en_relecture",), a_son_tour=True),
    "refuser": Jeu("refuser les pièces", RELECTEURS, ("en_relecture",), a_son_tour=True),
    "accorder": Jeu("donner un accord", TOUTES, OUVERT),
    "remarquer": Jeu("écrire une remarque", TOUTES, (*OUVERT, "accorde")),
    "repondre": Jeu("répondre à une remarque", TOUTES, (*OUVERT, "accorde")),
    "reprendre": Jeu("reprendre le dossier", frozenset({FACILITATEUR}), ("en_relecture", "accorde", "clos")),
    "clore": Jeu("clore le dossier", frozenset({FACILITATEUR}), ("accorde",)),
}
_ETATS_EN_MOTS = {
    "en_redaction": "il est déjà chez le facilitateur",
    "en_relecture": "il manque encore des accords",
    "accorde": "toutes les parties sont d'accord\u202f; le facilitateur peut le reprendre pour le changer",
    "clos": "il est clos\u202f; le facilitateur doit d'abord le reprendre",
}


def refus(verbe: str, *, etat: str, chez: str, partie: str) -> str:
    """Pourquoi cette partie ne peut pas jouer ce verbe maintenant, ou « » si elle le peut. `KeyError` pour un verbe
    inconnu."""
    jeu = TABLE[verbe]
    if partie not in jeu.parties:
        qui = " ou ".join(PARTIES[p] for p in PARTIES if p in jeu.parties)
        return f"Seul {qui} peut {jeu.en_mots}."
    if etat not in jeu.etats:
        return f"Impossible {_de(jeu.en_mots)}{INSECABLE}: {_ETATS_EN_MOTS[etat]}."
    if jeu.a_son_tour and chez != partie:
        ou = f"le dossier est chez {PARTIES[chez]}" if chez in PARTIES else "le dossier n'attend personne"
        return (
            f"Ce n'est pas à vous de jouer{INSECABLE}: {ou}. Vous pouvez toujours écrire une remarque ou donner "
            "votre accord."
        )
    return ""


def _de(verbe: str) -> str:
    return f"d'{verbe}" if verbe[0] in "aeiouéè" else f"de {verbe}"


def en_tete(partie: str) -> str:
    """« Le facilitateur », en tête de phrase."""
    return majuscule(PARTIES[partie])

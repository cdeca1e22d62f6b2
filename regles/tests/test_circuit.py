"""Qui joue, et quand : la table du circuit s'accorde avec le cycle du dossier, et chaque refus dit pourquoi."""

import pytest

from regles.circuit import ACHETEUR, FACILITATEUR, JURISTE, PARTIES, PERSONNE, TABLE, refus
from regles.cycles import DOSSIER


def test_la_table_dit_les_memes_etats_que_le_cycle():
    communs = set(TABLE) & set(DOSSIER.transitions)
    assert communs == {"transmettre", "rendre", "refuser", "accorder", "reprendre", "clore"}
    for verbe in communs:
        assert set(TABLE[verbe].etats) == set(DOSSIER.transitions[verbe]), verbe


def test_a_chaque_etat_ouvert_quelqu_un_peut_avancer():
    for etat, chez in (("en_redaction", FACILITATEUR), ("en_relecture", ACHETEUR), ("en_relecture", JURISTE)):
        assert refus("transmettre", etat=etat, chez=chez, partie=chez) == ""
    assert refus("clore", etat="accorde", chez=PERSONNE, partie=FACILITATEUR) == ""
    assert refus("reprendre", etat="clos", chez=PERSONNE, partie=FACILITATEUR) == ""


@pytest.mark.parametrize(
    ("verbe", "etat", "chez", "partie", "attendu"),
    [
        (
            "transmettre",
            "en_relecture",
            JURISTE,
            ACHETEUR,
            "Ce n'est pas à vous de jouer\u00a0: le dossier est chez le",
        ),
        ("transmettre", "clos", PERSONNE, FACILITATEUR, "Impossible de transmettre le dossier\u00a0: il est clos"),
        ("rendre", "en_relecture", ACHETEUR, FACILITATEUR, "Seul l'acheteur ou le juriste peut rendre"),
        ("clore", "accorde", PERSONNE, ACHETEUR, "Seul le facilitateur peut clore"),
        ("clore", "en_relecture", ACHETEUR, FACILITATEUR, "il manque encore des accords"),
        ("remarquer", "clos", PERSONNE, JURISTE, "Impossible d'écrire une remarque\u00a0: il est clos"),
    ],
)
def test_un_refus_dit_pourquoi(verbe, etat, chez, partie, attendu):
    assert attendu in refus(verbe, etat=etat, chez=chez, partie=partie)


@pytest.mark.parametrize("partie", sorted(PARTIES))
def test_hors_de_son_tour_on_peut_encore_remarquer_et_donner_son_accord(partie):
    for verbe in ("remarquer", "accorder", "repondre"):
        assert refus(verbe, etat="en_relecture", chez=ACHETEUR, partie=partie) == ""

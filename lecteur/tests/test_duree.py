"""La lecture coûte ce que pèse la pièce ; au-delà d'un poids, elle est refusée."""

import time
from collections.abc import Callable

import pytest

from lecteur.controle import controler
from lecteur.documents import PieceIllisible, lire, octets_a_lire, ouvrir
from lecteur.documents.lire import CARACTERES_MAX, LIGNES_MAX
from lecteur.extraction import Texte, extraire
from lecteur.extraction.normalisation import PHRASE_MAX, phrases, replier

PIECES: dict[str, Callable[[int], str]] = {
    "des uns": lambda n: "Clause d'insertion : " + "1 " * n * 6,
    "une phrase d'heures": lambda n: "Clause sociale d'insertion : " + "100 heures " * n,
    "une ligne par volume": lambda n: "Le titulaire réserve 100 heures d'insertion.\n\n" * n,
    "un lot par ligne": lambda n: "".join(f"Lot {i} : {i * 3} heures d'insertion.\n\n" for i in range(1, n)),
    "des pénalités": lambda n: "Une pénalité de 60 € par heure d'insertion non réalisée, 5 % au plus.\n\n" * n,
    "des conditions": lambda n: (
        "Clause d'insertion : 300 heures par lot si le montant dépasse 1 000 € pour le lot " * n
    ),
    "des corrections": lambda n: "Clause d'insertion, ancien volume : 12 heures du lot 1 est ramené à 10 heures " * n,
    "un tableur": lambda n: "clause sociale d'insertion;12;34\n" * n,
}


def duree(piece: str) -> float:
    debut = time.process_time()
    texte = lire(piece.encode(), "piece.txt")
    controler(extraire(texte), texte, nature="ccap")
    return time.process_time() - debut


@pytest.mark.parametrize("nom", PIECES)
def test_quatre_fois_plus_de_texte_ne_prend_pas_seize_fois_plus_de_temps(nom: str) -> None:
    petite, grande = duree(PIECES[nom](300)), duree(PIECES[nom](1_200))
    assert grande < 8 * petite + 0.2
    assert grande < 6


def test_deux_megaoctets_se_lisent_en_quelques_secondes() -> None:
    ordinaire = "Le titulaire exécute les prestations du lot 2 dans un délai de 48 heures et remet 3 rapports par an.\n"
    clause = "Clause d'insertion : le titulaire du lot 2 réserve 300 heures à l'insertion de demandeurs d'emploi.\n"
    texte = Texte.depuis((ordinaire * 950 + clause) * 20)
    assert sum(len(p.texte) for p in texte.paragraphes) > 1_900_000
    debut = time.process_time()
    lecture = extraire(texte)
    assert len(lecture.volumes) == 20
    assert time.process_time() - debut < 12


def test_une_phrase_sans_fin_est_coupee_entre_deux_mots_et_rien_ne_se_perd() -> None:
    texte = "Clause d'insertion " + "100 heures " * 500 + "x" * 3_000
    coupees = phrases(texte, replier(texte))
    assert max(len(p.texte) for p in coupees) <= PHRASE_MAX
    assert "".join(texte[p.debut : p.fin] for p in coupees) == texte
    assert all(p.texte == replier(texte[p.debut : p.fin]) for p in coupees)
    assert not coupees[0].texte.endswith("10")


@pytest.mark.parametrize("contenu", ["a\n\n" * (LIGNES_MAX + 1), "mot " * (CARACTERES_MAX // 4 + 2)])
def test_une_piece_demesuree_est_refusee_et_dit_quoi_deposer(contenu: str) -> None:
    with pytest.raises(PieceIllisible) as refus:
        ouvrir(contenu.encode(), "annexe.txt")
    assert "au plus" in refus.value.message
    assert "Déposez la partie qui porte la clause" in refus.value.remede


def test_ce_qu_il_y_a_a_lire_se_sait_sans_lire() -> None:
    assert octets_a_lire(b"a" * 1_000) == 1_000
    assert octets_a_lire(b"%PDF-1.7 " + b"a" * 1_000) == 0
    assert octets_a_lire(b"PK\x03\x04 coupe") == 0


def test_un_caractere_inecrivable_laisse_un_blanc() -> None:
    texte = lire("Clause\ufffe d'insertion\x00 de 100\uffff heures.".encode("utf-16"), "piece.txt")
    assert texte.paragraphes[0].texte == "Clause d'insertion de 100 heures."

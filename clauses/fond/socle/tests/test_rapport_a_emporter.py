"""Le rapport d'import que l'on emporte : la rangée telle qu'elle était, neutre, masquée, et sans rien garder."""

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pytest
from python_calamine import load_workbook

from clauses.fond.socle.imports.emporter import LAISSEE, AEmporter, ecrire_le_rapport
from clauses.fond.socle.imports.origine import Origine, OrigineDeTableau, Rangee
from clauses.fond.socle.imports.rapport import CREE, INCHANGE, REFUSE, LigneRefusee, Rapport, Verdict
from clauses.fond.socle.lecture import lire_tableau
from clauses.fond.socle.tests.rapports import lignes_du_rapport

NIR = "185057800608491"
FICHIER, COMPRIS = "Fichier : ", "Compris : "
PIEGES = ("=1+1", "+33 3 27", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://ailleurs.test", "\t=1", "007")


class EnMemoire(Origine):
    def __init__(
        self, rangees: list[tuple[object, ...]], intitules: tuple[str, ...], champs: tuple[str, ...] = ()
    ) -> None:
        self.lues, self.intitules, self.champs = rangees, intitules, champs

    def rangees(self) -> Iterator[Rangee]:
        for numero, cases in enumerate(self.lues, 2):
            yield Rangee(numero, cases, cases[: len(self.champs)], numero)


def emporter(*fichiers: AEmporter) -> bytes:
    sortie = io.BytesIO()
    ecrire_le_rapport(sortie, fichiers)
    return sortie.getvalue()


def xml(classeur: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(classeur)) as archive:
        return "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/"))


def test_la_rangee_telle_qu_elle_etait_ce_qui_est_compris_la_remarque_et_le_remede():
    rapport = Rapport("f.csv", avertissements=["Une colonne n'est pas reprise."])
    refus = LigneRefusee("Âge", "200", "trop grand.", "Corriger l'âge.")
    rapport.noter([Verdict(2, CREE, "Inès", "zéro rétabli."), Verdict.refus(3, "Noé", refus)])
    jour = dt.date(2026, 3, 1)
    origine = EnMemoire([(1150.0, jour, "Inès"), (Decimal("2.5"), "le 3", "")], ("CP", "Début", "Nom"), ("cp", "début"))
    classeur = emporter(AEmporter(rapport, origine, ("Fichier vérifié.",)))
    une, deux = lignes_du_rapport(classeur)
    assert (une["Ligne"], une["Sort"], une["Raison ou remarque"]) == (2, "créée", "zéro rétabli.")
    assert (une[f"{FICHIER}CP"], une[f"{FICHIER}Début"], une[f"{COMPRIS}début"]) == (1150, jour, jour)
    assert (deux["Sort"], deux["Colonne en cause"], deux["Valeur lue"]) == ("refusée", "Âge", "200")
    assert deux["Que faire"] == "Corriger l’âge."
    assert deux[f"{FICHIER}Début"] == "le 3"
    lisez_moi = str(load_workbook(io.BytesIO(classeur)).get_sheet_by_name("Lisez-moi").to_python())
    assert "Fichier vérifié." in lisez_moi
    assert "1\\xa0créée, 1\\xa0refusée." in lisez_moi, "un compte se lit comme il s'écrit"
    assert "Une colonne n’est pas reprise." in lisez_moi


def test_rien_de_ce_que_le_fichier_ecrit_ne_devient_une_formule_ni_une_adresse():
    rapport = Rapport("f.csv")
    rapport.noter(Verdict(n, REFUSE, piege, piege, piege, piege, piege) for n, piege in enumerate(PIEGES, 2))
    classeur = emporter(AEmporter(rapport, EnMemoire([(p, p) for p in PIEGES], ("=A1", "@B"), ("=C",))))
    assert [ligne[f"{FICHIER}=A1"] for ligne in lignes_du_rapport(classeur)] == list(PIEGES)
    assert "<f>" not in xml(classeur)
    assert "<hyperlink" not in xml(classeur)


def test_un_numero_de_securite_sociale_est_masque_ou_qu_il_soit():
    rapport = Rapport("f.csv")
    rapport.noter([Verdict(2, CREE, "x")])
    classeur = emporter(AEmporter(rapport, EnMemoire([(NIR, float(NIR[:13]), f"vu {NIR}")], ("a", "b", "c"), ("d",))))
    assert NIR[:13] not in xml(classeur)


def test_ce_qu_une_feuille_ne_garde_pas_ne_l_arrete_pas():
    rapport = Rapport("f.csv")
    rapport.noter([Verdict(2, CREE, "x")])
    cases = ("a\x01b", "\ud800", "x" * 40_000, float("nan"), dt.date(1850, 1, 1), dt.time(8, 30), True, 10.0**15)
    ligne = lignes_du_rapport(emporter(AEmporter(rapport, EnMemoire([cases], tuple("abcdefgh")))))[0]
    assert ligne[f"{FICHIER}f"] == "08:30:00"
    assert ligne[f"{FICHIER}g"] == "oui"
    assert ligne[f"{FICHIER}h"] == "1000000000000000"


def test_une_ligne_sans_sort_ou_a_plusieurs_sorts_se_dit():
    rapport = Rapport("f.csv")
    rapport.noter([Verdict(2, CREE, "A"), Verdict(2, INCHANGE, "A", "déjà là.")])
    une, deux = lignes_du_rapport(emporter(AEmporter(rapport, EnMemoire([("a",), ("b",)], ("n",)))))
    assert (une["Sort"], une["Contenu"], une["Raison ou remarque"]) == (
        "créée ; inchangée".replace(" ;", "\u202f;"),
        "A",
        "déjà là.",
    )
    assert deux["Sort"] == LAISSEE


def test_au_dela_des_lignes_gardees_le_sort_reste():
    rapport = Rapport("f.csv", au_plus=1)
    rapport.noter([Verdict(2, CREE, "A"), Verdict(3, INCHANGE, "B"), Verdict(4, REFUSE, "C", "non.")])
    garde = Rapport.depuis_json("f.csv", "", rapport.en_json())
    lignes = lignes_du_rapport(emporter(AEmporter(garde, EnMemoire([("a",), ("b",), ("c",)], ("n",)))))
    assert [ligne["Sort"] for ligne in lignes] == ["créée", "inchangée", "refusée"]


def test_plusieurs_fichiers_ont_chacun_leur_lignes_du_rapport():
    fichiers = [AEmporter(Rapport(nom), EnMemoire([("a",)], ("n",))) for nom in ("a/b.csv", "a/b.csv", "long" * 20)]
    noms = load_workbook(io.BytesIO(emporter(*fichiers))).sheet_names
    assert noms[:3] == ["Lisez-moi", "1 a b.csv", "2 a b.csv"]
    assert len(noms) == 4


def test_un_tableau_garde_ses_intitules_et_ce_qu_une_case_fautive_ne_dit_pas(tmp_path):
    chemin = tmp_path / "t.csv"
    chemin.write_text("N° SIRET;Montant (€)\nabc;12,5\n73282932000074;x\n", encoding="utf-8")
    tableau = lire_tableau(
        chemin, entetes_attendues=["SIRET", "Montant"], synonymes={"SIRET": ["N° SIRET"], "Montant": ["Montant (€)"]}
    )
    lecteurs = {"siret": lambda c: c.siret("SIRET"), "montant": lambda c: c.montant("Montant", Decimal(100))}
    origine = OrigineDeTableau(tableau, frozenset({"SIRET", "Montant"}), lecteurs)
    assert origine.intitules == ("N° SIRET", "Montant (€)")
    une, deux = origine.rangees()
    assert (une.cases, list(une.compris)) == (("abc", "12,5"), [None, Decimal("12.50")])
    assert (deux.numero, list(deux.compris)) == (3, ["73282932000074", None])


@pytest.mark.parametrize("fautive", ["#REF!", "#N/A", "#DIV/0!", "=B2*2", f"vu {NIR}"])
def test_une_case_en_erreur_n_efface_pas_ce_qui_est_compris_des_autres(tmp_path, fautive):
    chemin = tmp_path / "t.csv"
    chemin.write_text(f"SIRET;Montant;Objet\n73282932000074;{fautive};Voirie\n{fautive};12,5;\n", encoding="utf-8")
    tableau = lire_tableau(chemin, entetes_attendues=["SIRET", "Montant", "Objet"])
    lecteurs = {
        "siret": lambda c: c.siret("SIRET"),
        "montant": lambda c: c.montant("Montant", Decimal(100)),
        "tel quel": lambda c: c.brute("Montant"),
        "objet": lambda c: c.texte("Objet"),
    }
    une, deux = OrigineDeTableau(tableau, frozenset({"SIRET", "Montant", "Objet"}), lecteurs).rangees()
    assert list(une.compris) == ["73282932000074", None, None, "Voirie"]
    assert list(deux.compris) == [None, Decimal("12.50"), "12,5", ""]


def test_le_lisez_moi_ne_dit_personnel_que_ce_qui_l_est():
    class SansPersonne(EnMemoire):
        nomme_des_personnes = False

    def lisez_moi(*origines: Origine) -> str:
        classeur = emporter(*(AEmporter(Rapport("f.csv"), origine) for origine in origines))
        return str(load_workbook(io.BytesIO(classeur)).get_sheet_by_name("Lisez-moi").to_python())

    personnes, pieces = EnMemoire([("a",)], ("n",)), SansPersonne([("a",)], ("n",))
    assert "donnée personnelle" in lisez_moi(personnes)
    assert "donnée personnelle" not in lisez_moi(pieces)
    assert "donnée personnelle" in lisez_moi(pieces, personnes)


class SansFin(Origine):
    """Beaucoup de rangées, dont aucune n'est gardée."""

    intitules, champs = ("a", "b", "c"), ("d",)

    def __init__(self, combien: int) -> None:
        self.combien = combien

    def rangees(self) -> Iterator[Rangee]:
        for numero in range(self.combien):
            texte = f"rangée {numero} " * 10
            yield Rangee(numero, (texte, texte, float(numero)), (texte,), numero)


@pytest.mark.parametrize("combien", [4_000])
def test_la_memoire_ne_suit_pas_le_nombre_de_lignes(combien, tmp_path):
    def pointe(lignes: int) -> int:
        rapport = Rapport("f.csv", au_plus=0)
        tracemalloc.start()
        with (tmp_path / "r.xlsx").open("wb") as sortie:
            ecrire_le_rapport(sortie, [AEmporter(rapport, SansFin(lignes))])
        haut = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return haut

    assert pointe(combien) < pointe(combien // 4) + 400_000

"""Un ancien classeur (.xls), écrit ici octet par octet : calamine en lit les valeurs, et nous les erreurs."""

import io
import struct

import pytest

from clauses.fond.socle.lecture import lire_tableau
from clauses.fond.socle.lecture.erreurs_xls import ERREURS, cases_en_erreur

SECTEUR, FIN, LIBRE, FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def enregistrement(sorte: int, contenu: bytes) -> bytes:
    return struct.pack("<HH", sorte, len(contenu)) + contenu


def texte(ligne: int, colonne: int, mot: str) -> bytes:
    return enregistrement(0x0204, struct.pack("<HHHHB", ligne, colonne, 0, len(mot), 0) + mot.encode("latin-1"))


def feuille(cases: list[bytes]) -> bytes:
    debut = enregistrement(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    titres = texte(0, 0, "Nom") + texte(0, 1, "Heures")
    return debut + titres + b"".join(cases) + enregistrement(0x000A, b"")


def classeur(cases: list[bytes]) -> bytes:
    """Le flux du classeur, posé dans un conteneur d'un seul flux."""
    entete = enregistrement(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    nom = b"Feuille"
    place = len(entete) + 4 + 8 + len(nom) + 4
    entete += enregistrement(0x0085, struct.pack("<IBBBB", place, 0, 0, len(nom), 0) + nom)
    flux = (entete + enregistrement(0x000A, b"") + feuille(cases)).ljust(4096, b"\0")
    secteurs = len(flux) // SECTEUR
    fat = [FAT, FIN, *range(3, 2 + secteurs), FIN]
    fat += [LIBRE] * (SECTEUR // 4 - len(fat))

    def entree(nom: str, sorte: int, fils: int, premier: int, taille: int) -> bytes:
        brut = nom.encode("utf-16-le") + b"\0\0"
        liens = struct.pack("<HBBIII", len(brut), sorte, 1, LIBRE, LIBRE, fils)
        return brut.ljust(64, b"\0") + liens + bytes(36) + struct.pack("<IQ", premier, taille)

    repertoire = entree("Root Entry", 5, 1, FIN, 0) + entree("Workbook", 2, LIBRE, 2, len(flux))
    tete = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    tete += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, FIN, 0, FIN, 0) + struct.pack("<I", 0)
    tete += struct.pack("<I", LIBRE) * 108
    return tete + struct.pack("<128I", *fat) + repertoire.ljust(SECTEUR, b"\0") + flux


def saisie(ligne: int, code: int) -> bytes:
    return texte(ligne, 0, "Leo") + enregistrement(0x0205, struct.pack("<HHHBB", ligne, 1, 0, code, 1))


def formule(ligne: int, resultat: bytes) -> bytes:
    contenu = struct.pack("<HHH", ligne, 1, 0) + resultat + struct.pack("<HIH", 0, 0, 0)
    return texte(ligne, 0, "Leo") + enregistrement(0x0006, contenu)


def heures(octets: bytes) -> list[object]:
    tableau = lire_tableau(io.BytesIO(octets), nom_fichier="a.xls", entetes_attendues=("Nom", "Heures"))
    assert tableau.avertissements == ()
    return [ligne.cellules["Heures"] for ligne in tableau]


@pytest.mark.parametrize(("code", "erreur"), ERREURS.items())
def test_une_case_en_erreur_d_un_xls_est_vue(code, erreur):
    juste = texte(1, 0, "Zoe") + enregistrement(0x0203, struct.pack("<HHHd", 1, 1, 0, 7.5))
    calculee = formule(3, bytes([2, 0, code, 0, 0, 0]) + b"\xff\xff")
    assert heures(classeur([juste, saisie(2, code), calculee])) == [7.5, erreur, erreur]


def test_une_formule_qui_a_un_resultat_et_un_fichier_abime_n_en_disent_aucune():
    octets = classeur([formule(1, struct.pack("<d", 7.5))])
    assert heures(octets) == [7.5]
    assert cases_en_erreur(octets[:700], "Feuille") == cases_en_erreur(b"", "Feuille") == {}
    assert cases_en_erreur(octets, "Une autre") == {}

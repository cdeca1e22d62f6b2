"""Ce que l'on refuse de lire, et ce que dit le refus : le fichier, le défaut, le remède."""

import io
import random
import struct
import zipfile

import pytest
import xlsxwriter

from clauses.fond.socle.lecture import FichierIllisible, lire_tableau

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def classeur(lignes) -> bytes:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as document:
        feuille = document.add_worksheet("Heures")
        for rang, ligne in enumerate(lignes):
            feuille.write_row(rang, 0, ligne)
    return tampon.getvalue()


def archive(**membres: bytes) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom, contenu in membres.items():
            sortie.writestr(nom.replace("__", "/"), contenu)
    return tampon.getvalue()


def refus(contenu: bytes, nom: str = "envoi.xlsx", **options) -> str:
    with pytest.raises(FichierIllisible) as attrape:
        list(lire_tableau(io.BytesIO(contenu), nom_fichier=nom, **options))
    assert nom in str(attrape.value)
    assert attrape.value.remede, "un refus dit toujours quoi faire"
    return attrape.value.message.replace("\u00a0", " ").replace("\u202f", " ")


ENTIER = classeur([["Nom", "Heures"], *([f"Personne {n}", n] for n in range(500))])
HASARD = random.Random(1).randbytes(5000)


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (b"", "vide"),
        (b"\n \r\n", "vide"),
        (ENTIER[: len(ENTIER) // 2], "tronqué"),
        (ENTIER[:5000] + bytes(200) + ENTIER[5200:], "abîmé"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word"),
        (OLE + "Workbook".encode("utf-16-le"), "abîmé ou d'un format inconnu"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + HASARD, "image"),
        (b"\xff\xd8\xff\xe0" + HASARD, "image"),
        (b"\x00" + HASARD, "ni un classeur ni du texte"),
        (b"<html><table><tr><td>Nom</td></tr></table>", "page web"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b'{"marches": []}', "JSON"),
        (archive(word__document=b"x"), "traitement de texte"),
        (archive(lisezmoi=b"x"), "archive"),
        (classeur([]), "aucune feuille"),
    ],
)
def test_un_fichier_qui_n_est_pas_un_tableau_lisible_est_refuse(contenu, raison):
    assert raison in refus(contenu)


def test_une_bombe_est_refusee_avant_d_etre_decompressee():
    bombe = archive(xl__workbook=bytes(30_000_000))
    assert len(bombe) < 100_000
    assert "maximum 10 Mo" in refus(bombe, taille_decompressee_max=10_000_000)


def test_trop_de_fichiers_dans_un_classeur_ne_se_dit_pas_en_megaoctets():
    dit = refus(archive(xl__workbook=b"x", **{f"xl__media{n}": b"" for n in range(6_000)}))
    assert ("6001 fichiers" in dit, "classeur neuf" in dit, "0 Mo" in dit) == (True, True, False)


def test_une_bombe_qui_ment_sur_sa_taille_est_refusee():
    bombe = bytearray(archive(xl__workbook=bytes(30_000_000)))
    annonce = struct.pack("<I", 1000)
    centrale = bombe.find(b"PK\x01\x02")
    bombe[22:26] = bombe[centrale + 24 : centrale + 28] = annonce
    assert "abîmé" in refus(bytes(bombe), taille_decompressee_max=10_000_000)


def test_trop_de_lignes_sont_refusees():
    assert "plus de 100 lignes" in refus(ENTIER, lignes_max=100)
    assert "plus de 100 lignes" in refus(b"Nom;Heures\n" + b"a;1\n" * 101, "a.csv", lignes_max=100)
    assert (
        len(list(lire_tableau(io.BytesIO(b"Nom;Heures\n" + b"a;1\n" * 100), nom_fichier="a.csv", lignes_max=100)))
        == 100
    )


def test_un_fichier_trop_lourd_est_refuse():
    assert "maximum 1 Mo" in refus(b"a;b\n" * 500_000, "a.csv", taille_max=1_000_000)


def test_sans_ligne_d_en_tete_le_refus_montre_les_colonnes_voulues():
    with pytest.raises(FichierIllisible, match="Nom") as attrape:
        lire_tableau(io.BytesIO(b"1;2\n3;4\n"), nom_fichier="a.csv", entetes_attendues=["Nom", "Heures"])
    assert "aucune ligne d'en-tête" in attrape.value.message


def test_une_colonne_manquante_est_nommee_avec_celle_qui_lui_ressemble():
    message = refus(b"Nom;Prenon;Heure\na;b;1\n", "a.csv", entetes_attendues=["Nom", "Prénom", "Heures", "Marché"])
    assert "il manque 3 colonnes" in message
    assert "« Prénom » (le fichier a « Prenon »)" in message
    assert "« Marché ». Ajouter ou renommer" in message


def test_une_colonne_attendue_en_double_est_refusee_avec_ses_lettres():
    assert "colonnes A et C" in refus(b"Nom;Note;NOM\na;b;c\n", "a.csv", entetes_attendues=["Nom"])


def test_un_guillemet_jamais_referme_ne_mange_pas_la_fin_du_fichier():
    assert "à partir de la ligne 3" in refus(b'Nom;Note\na;b\n"c;d\ne;f\ng;h\n', "a.csv")
    assert "à partir de la ligne 3" in refus(b'Nom;Note\na;b\n"c;d\n' + b"e;f\n" * 1000, "a.csv")


def test_une_feuille_inconnue_est_refusee_en_nommant_celles_du_classeur():
    assert "feuilles : « Heures »" in refus(ENTIER, feuille="Contrats")


def test_un_chemin_qui_n_existe_pas_est_refuse(tmp_path):
    with pytest.raises(FichierIllisible, match=r"absent\.csv"):
        lire_tableau(tmp_path / "absent.csv")


def test_ce_qui_n_est_pas_un_tableau_ne_se_voit_pas_reprocher_ses_premieres_lignes():
    seule = io.BytesIO(b"Bonjour, voici nos heures")
    with pytest.raises(FichierIllisible, match="sa seule ligne ne porte aucun nom de colonne"):
        lire_tableau(seule, nom_fichier="note.csv", entetes_attendues=["Nom", "Heures"])
    with pytest.raises(FichierIllisible, match="ce n'est pas un classeur, malgré son nom"):
        lire_tableau(io.BytesIO(b"Bonjour a tous"), nom_fichier="heures.xlsx", entetes_attendues=["Nom", "Heures"])

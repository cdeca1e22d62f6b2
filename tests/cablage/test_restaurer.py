"""`manage.py restaurer` : une archive douteuse est refusée, et tant que le retour n'est pas entier rien n'a bougé."""

import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config.sauvegarde import archive as archives
from config.sauvegarde.archive import Ecriture, Manifeste, ouvrir
from config.sauvegarde.erreurs import Refus
from tests.cablage.installations import (
    LOGO,
    Installation,
    attendre,
    chez,
    disque_plein,
    jouer,
    lancee,
    refus,
    sauvegarder,
)

pytestmark = [
    pytest.mark.horloge_reelle,
    pytest.mark.processus,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


@pytest.fixture
def archive(installation: Installation, archive_faite: Path) -> Path:
    """Une sauvegarde de l'installation, qui a changé depuis : une ligne, un fichier, la clé."""
    installation.ecrire("Depuis", depot=b"depose depuis")
    (installation.var / "cle_secrete").write_text("la-cle-d-apres")
    return archive_faite


def refaite(chemin: Path, changer: Callable[[Manifeste], Manifeste], dans: Path, **membres: bytes) -> Path:
    """La même archive, sceau compris, à un manifeste et des membres près."""
    autre = dans / "refaite.tar"
    with ouvrir(chemin) as lue, autre.open("w+b") as sortie:
        ecriture = Ecriture(sortie)
        for nom in lue.manifeste.membres:
            ecriture.ajouter(nom, [membres.pop(nom)] if nom in membres else lue.lire(nom))
        for nom, octets in membres.items():
            ecriture.ajouter(nom, [octets])
        ecriture.fermer(changer(replace(lue.manifeste, membres=ecriture.membres)))
    return autre


def identique(manifeste: Manifeste) -> Manifeste:
    return manifeste


def test_un_octet_change_ou_manquant_n_importe_ou_est_vu(archive_faite: Path, tmp_path: Path) -> None:
    bonne = archive_faite.read_bytes()
    essai = tmp_path / "abimee.tar"
    with tarfile.open(archive_faite) as tar:
        places = [place for fiche in tar for place in (fiche.offset, fiche.offset_data, fiche.offset_data + fiche.size)]
    places = sorted(
        {min(place, len(bonne) - 1) for place in [*places, *range(0, len(bonne), len(bonne) // 20), len(bonne) - 1]}
    )
    for place in places:
        essai.write_bytes(bonne[:place] + bytes([bonne[place] ^ 1]) + bonne[place + 1 :])
        refusee(essai)
        essai.write_bytes(bonne[:place])
        refusee(essai)
    essai.write_bytes(bonne + b"\0" * 512)
    refusee(essai)
    essai.write_bytes(bonne)
    with ouvrir(essai):
        pass


def refusee(chemin: Path) -> None:
    with pytest.raises(Refus, match=r"n'est pas une sauvegarde|a été abîmée"), ouvrir(chemin):
        pass


def etranger(chemin: Path) -> None:
    with tarfile.open(chemin, "w") as tar:
        tar.addfile(tarfile.TarInfo("base.dump"))


def lien(chemin: Path) -> None:
    """Un lien sous un nom permis, que notre sceau couvre."""
    fiche = tarfile.TarInfo("fichiers/logos")
    fiche.type, fiche.linkname = tarfile.SYMTYPE, "/etc"
    sceller(chemin, fiche.tobuf(tarfile.GNU_FORMAT))


def sceller(chemin: Path, debut: bytes) -> None:
    sceau = archives._sceau(archives._empreinte([debut]))
    chemin.write_bytes(debut + sceau)


@pytest.mark.parametrize(
    "faire", [etranger, lien, lambda c: c.write_bytes(b""), lambda c: c.write_bytes(b"PK" * 9_000)]
)
def test_un_fichier_venu_d_ailleurs_est_refuse(faire: Callable[[Path], Any], tmp_path: Path) -> None:
    faire(tmp_path / "essai.tar")
    refusee(tmp_path / "essai.tar")


@pytest.mark.parametrize(
    "nom",
    [
        "fichiers/../../dehors",
        "fichiers/../cle_secrete",
        "/tmp/dehors",
        "fichiers//dehors",
        "../dehors",
        "autre",
        "./base.dump",
    ],
)
def test_un_nom_qui_menerait_ailleurs_est_refuse_meme_scelle(archive_faite: Path, tmp_path: Path, nom: str) -> None:
    refusee(refaite(archive_faite, identique, tmp_path, **{nom: b"un contenu"}))


def test_un_membre_que_le_manifeste_ne_dit_pas_est_refuse(archive_faite: Path, tmp_path: Path) -> None:
    def taire(manifeste: Manifeste) -> Manifeste:
        return replace(manifeste, membres={nom: m for nom, m in manifeste.membres.items() if LOGO not in nom})

    refusee(refaite(archive_faite, taire, tmp_path))


def futur(manifeste: Manifeste) -> Manifeste:
    return replace(manifeste, version="9.0", migrations={**manifeste.migrations, "comptes": ["0999_demain"]})


REFUSEES: dict[str, tuple[Callable[[Manifeste], Manifeste], str]] = {
    "d'une version à venir": (futur, "version plus récente du logiciel (9.0"),
    "d'un format à venir": (lambda m: replace(m, format=2), "version plus récente"),
    "d'un autre schéma": (lambda m: replace(m, schema="ailleurs"), "« ailleurs »"),
}


def test_ce_que_l_on_ne_sait_pas_remettre_est_refuse(installation: Installation, archive: Path, tmp_path: Path) -> None:
    avant = installation.etat()
    for changer, dit in REFUSEES.values():
        mauvaise = refaite(archive, changer, tmp_path)
        assert dit in refus(2, "restaurer", mauvaise, dans=installation, remplacer=True, oui=True)
    assert installation.etat() == avant


def test_une_base_remplie_ne_se_remplace_que_si_on_le_demande(installation: Installation, archive: Path) -> None:
    avant = installation.etat()
    assert "n'est pas vide" in refus(2, "restaurer", archive, dans=installation)
    assert "Personne au clavier" in refus(2, "restaurer", archive, dans=installation, remplacer=True)
    assert "entière" in jouer("restaurer", archive, dans=installation, verifier=True)
    assert installation.etat() == avant
    dit = jouer("restaurer", archive, dans=installation, remplacer=True, oui=True)
    apres = installation.etat()
    assert apres["fichiers"].keys() == {LOGO}
    assert apres["tables"] != avant["tables"]
    (ecarte,) = installation.var.glob("avant-restauration_*")
    assert str(ecarte) in dit
    assert (ecarte / "fichiers" / "logos" / "Depuis.png").read_bytes() == b"depose depuis"
    assert (ecarte / "cle_secrete").read_text() == "la-cle-d-apres"
    assert ecarte.stat().st_mode & 0o777 == 0o700


def test_le_mot_demande_est_celui_qu_il_faut(
    installation: Installation, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    avant = installation.etat()
    clavier = io.StringIO("oui\nremplacer\n")
    clavier.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", clavier)
    assert "Rien n'est touché" in refus(2, "restaurer", archive, dans=installation, remplacer=True)
    assert installation.etat() == avant
    assert "Restauré" in jouer("restaurer", archive, dans=installation, remplacer=True)


def test_une_installation_neuve_se_restaure_sans_qu_on_demande(
    installation: Installation, archive: Path, tmp_path: Path
) -> None:
    with installation.connexion(base="postgres") as serveur:
        (modele,) = serveur.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%'").fetchone() or ("",)
    neuve = replace(installation, nom=modele, var=tmp_path / "vide")
    neuve.var.mkdir()
    neuve = neuve.copie(tmp_path / "neuve", f"{installation.nom}_neuve")
    try:
        jouer("restaurer", archive, dans=neuve)
        assert neuve.etat()["fichiers"].keys() == {LOGO}
    finally:
        neuve.effacer()


def test_un_role_qui_ne_peut_creer_de_schema_apprend_l_ordre_qui_manque(
    installation: Installation, archive: Path
) -> None:
    sans_droit = replace(installation, proprietaire=installation.application)
    dit = refus(2, "restaurer", archive, dans=sans_droit, remplacer=True, oui=True)
    assert f"GRANT CREATE ON DATABASE {installation.nom} TO {installation.application};" in dit


def test_un_fichier_change_sur_le_disque_revient_et_l_autre_est_garde(
    installation: Installation, archive: Path
) -> None:
    (installation.var / "fichiers" / LOGO).write_bytes(b"remplace")
    jouer("restaurer", archive, dans=installation, remplacer=True, oui=True)
    (ecarte,) = installation.var.glob("avant-restauration_*")
    assert (ecarte / "fichiers" / LOGO).read_bytes() == b"remplace"
    assert (installation.var / "fichiers" / LOGO).read_bytes().startswith(b"\x89PNG")


def test_le_site_qui_sert_est_vu(installation: Installation, archive: Path) -> None:
    avant = installation.etat()
    with installation.connexion(installation.application):
        dit = refus(2, "restaurer", archive, dans=installation, remplacer=True, oui=True)
    assert f"{installation.application} (processus" in dit
    assert installation.etat() == avant


def test_ce_qui_echoue_en_route_laisse_tout_comme_c_etait(
    installation: Installation, archive: Path, tmp_path: Path
) -> None:
    avant = installation.etat()
    with ouvrir(archive) as lue:
        vidage = b"".join(lue.lire("base.dump"))
    for mauvaise in (
        lambda: refaite(archive, identique, tmp_path, **{"base.dump": vidage[: len(vidage) // 2]}),
        lambda: refaite(archive, lambda m: replace(m, lignes={**m.lignes, "django_session": 7}), tmp_path),
    ):
        dit = refus(1, "restaurer", mauvaise(), dans=installation, remplacer=True, oui=True)
        assert "Ce qui servait est entier" in dit
        assert installation.etat() == avant


def test_a_court_de_place_rien_n_a_bouge(installation: Installation, archive: Path) -> None:
    (installation.var / "fichiers" / LOGO).unlink()
    avant = installation.etat()
    with disque_plein(5_000):
        dit = refus(1, "restaurer", archive, dans=installation, remplacer=True, oui=True)
    assert "Libérez de la place" in dit
    assert installation.etat() == avant


def en_cours(installation: Installation) -> Iterator[bool]:
    """psql y travaille-t-il ? Vu d'une autre base : une session sur celle-ci ferait refuser de restaurer."""
    requete = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = 'psql'"
    with installation.connexion(base="postgres") as ailleurs:
        while True:
            yield ailleurs.execute(requete, [installation.nom]).fetchone() != (0,)


@pytest.mark.parametrize("quand", ["pendant que la base revient", "juste après"])
def test_tuee_elle_laisse_ce_qui_etait_ou_ce_qui_revient(installation: Installation, archive: Path, quand: str) -> None:
    avant = installation.etat()
    travaille = en_cours(installation)
    ligne = ("restaurer", archive, "--remplacer", "--oui")
    with lancee(*ligne, dans=installation.environnement) as tuee:
        attendre(lambda: next(travaille) or tuee.poll() is not None)
        if quand == "juste après":
            attendre(lambda: not next(travaille))
        tuee.kill()
        tuee.wait()
    travaille.close()  # type: ignore[attr-defined]
    attendre(lambda: not sessions(installation))
    tuee_la = installation.etat()
    restes = [e for e in tuee_la["structure"] if e[0] == "schéma"]
    tuee_la["structure"] = [e for e in tuee_la["structure"] if e[0] != "schéma"]
    if quand == "pendant que la base revient":
        assert tuee_la == {**avant, "fichiers": {**tuee_la["fichiers"], **avant["fichiers"]}}
        assert not restes
    jouer("restaurer", archive, dans=installation, remplacer=True, oui=True)
    entier = installation.etat()
    assert entier["fichiers"].keys() == {LOGO}
    assert not [e for e in entier["structure"] if e[0] == "schéma"]
    assert tuee_la["tables"] in (avant["tables"], entier["tables"])


def sessions(installation: Installation) -> int:
    with installation.connexion(base="postgres") as ailleurs:
        requete = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        return ailleurs.execute(requete, [installation.nom]).fetchone()[0]  # type: ignore[index]


def ancienne(installation: Installation) -> None:
    """Comme la laissait le logiciel d'avant sa dernière migration."""
    with chez(installation):
        call_command("migrate", "marches", "0014", database="proprietaire", verbosity=0)


def test_une_sauvegarde_plus_ancienne_que_le_logiciel_est_mise_a_jour(
    installation: Installation, dossier: Path
) -> None:
    avant = installation.etat()
    ancienne(installation)
    assert installation.etat()["structure"] != avant["structure"]
    vieille = sauvegarder(installation, dossier)
    installation.detruire()
    assert "mise à jour" in jouer("restaurer", vieille, dans=installation)
    apres = installation.etat()
    assert sans_compteurs(apres) == sans_compteurs(avant)
    assert apres["tables"]["socle_entreejournal"] == avant["tables"]["socle_entreejournal"]


def sans_compteurs(etat: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [ligne for ligne in etat["structure"] if ligne[0] != "compteur"]


def test_une_migration_qui_echoue_laisse_ce_qui_servait(installation: Installation, dossier: Path) -> None:
    with chez(installation):
        call_command("migrate", "marches", "0014", database="proprietaire", verbosity=0, fake=True)
    vieille = sauvegarder(installation, dossier)  # ce que la migration doit créer y est déjà
    avant = installation.etat()
    dit = refus(1, "restaurer", vieille, dans=installation, remplacer=True, oui=True)
    assert "n'a pas pu être mise à jour" in dit
    assert installation.etat() == avant

"""Une fiche saisie sans SIRET, un fichier qui donne le même nom avec le sien : une question, rien de muet."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.tests import classeurs

pytestmark = pytest.mark.django_db
SIRET = structures.siret_fictif(931)
CHAMPS = {
    "Employeur": "SIRET de l'employeur",
    "Entreprise utilisatrice": "SIRET de l'entreprise utilisatrice",
    "Maitre d ouvrage": "SIRET du maître d'ouvrage",
}
ENTETES = (*classeurs.ENTETES_CONTRATS, *CHAMPS.values())
NOM = "Lys Chantiers"
ETE = {"Début contrat": date(2026, 7, 6), "Fin contrat": date(2026, 8, 31), "": 2}


@pytest.fixture
def porteuse():
    return structures.porteuse(sigle="MEV")


@pytest.fixture
def equipe(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


@pytest.fixture
def importer(equipe):
    def importe(*lignes, reponses=None):
        contenu = classeurs.contrats(*lignes, entetes=ENTETES)
        depose = service.deposer(contenu, "contrats.xlsx", par=equipe, reponses=reponses)
        apercu = Rapport.depuis_json("contrats.xlsx", depose.modele, depose.rapport)
        applique = service.appliquer(depose, par=equipe)
        rapport = Rapport.depuis_json("contrats.xlsx", depose.modele, applique.rapport)
        assert [v[:6] for v in apercu.verdicts] == [v[:6] for v in rapport.verdicts], "l'aperçu dit ce qui se fait"
        return rapport

    return importe


def de_ce_nom():
    return list(Structure.objects.filter(nom__iexact=NOM).order_by("cree_le").values_list("siret", flat=True))


@pytest.mark.parametrize("champ", CHAMPS)
@pytest.mark.parametrize(
    "ecrit", [NOM, "LYS CHANTIERS", "Lys-Chantiers", "LYS CHANTIERS SAS", "S.A.R.L. Lys Chantiers"]
)
def test_c_est_une_question(importer, porteuse, champ, ecrit):
    structures.etti(porteuse, NOM, siret=None, commune="Lille")
    (ligne,) = importer({champ: ecrit, CHAMPS[champ]: SIRET}).verdicts
    assert (ligne.issue, ligne.details) == ("a_confirmer", {"question": "structure", "cle": SIRET})
    assert "« Lys Chantiers » (Lille)" in ligne.motif.replace("\xa0", " ")
    assert "est-ce elle" in ligne.motif
    assert de_ce_nom() == [None]
    assert not ContratInsertion.objects.exists()


@pytest.mark.parametrize("cle", [SIRET, "structures"])
def test_dite_la_meme_elle_prend_le_siret_et_toutes_ses_lignes_y_vont(importer, porteuse, cle):
    fiche = structures.etti(porteuse, NOM, siret=None)
    dite = {"Employeur": NOM, CHAMPS["Employeur"]: SIRET}
    rapport = importer(dite, {**dite, **ETE}, reponses={cle: "meme"})
    assert [v.issue for v in rapport.verdicts] == ["cree", "cree"]
    assert "jusqu'ici sans SIRET, prend le" in rapport.verdicts[0].motif
    assert de_ce_nom() == [SIRET]
    assert set(ContratInsertion.objects.values_list("employeur", flat=True)) == {fiche.pk}
    assert [v.issue for v in importer(dite, {**dite, **ETE}).verdicts] == ["inchange", "inchange"]


def test_dite_distincte_elle_s_ajoute(importer, porteuse):
    fiche = structures.etti(porteuse, NOM, siret=None)
    importer({"Employeur": NOM, CHAMPS["Employeur"]: SIRET}, reponses={SIRET: "distinct"})
    assert de_ce_nom() == [None, SIRET]
    assert ContratInsertion.objects.get().employeur_id != fiche.pk


def test_une_fiche_que_le_fichier_ouvre_sans_siret_pose_la_meme_question(importer):
    lignes = [{"Employeur": NOM}, {"Employeur": NOM, CHAMPS["Employeur"]: SIRET, **ETE}]
    assert [v.issue for v in importer(*lignes).verdicts] == ["cree", "a_confirmer"]
    assert [v.issue for v in importer(*lignes, reponses={SIRET: "meme"}).verdicts] == ["inchange", "cree"]
    assert de_ce_nom() == [SIRET]


def test_tout_dans_un_seul_fichier_la_fiche_nait_avec_son_siret(importer):
    lignes = [{"Employeur": NOM}, {"Employeur": NOM, CHAMPS["Employeur"]: SIRET, **ETE}]
    assert [v.issue for v in importer(*lignes, reponses={SIRET: "meme"}).verdicts] == ["cree", "cree"]
    assert de_ce_nom() == [SIRET]


def test_deux_fiches_sans_siret_de_ce_nom_ne_se_choisissent_pas(importer, porteuse):
    for _ in range(2):
        structures.etti(porteuse, NOM, siret=None)
    dite = {"Employeur": NOM, CHAMPS["Employeur"]: SIRET}
    assert [v.issue for v in importer(dite).verdicts] == ["a_confirmer"]
    (refusee,) = importer(dite, reponses={SIRET: "meme"}).verdicts
    assert (refusee.issue, "2 fiches sans SIRET" in refusee.motif.replace("\xa0", " ")) == ("refuse", True)
    assert de_ce_nom() == [None, None]


@pytest.mark.parametrize("cas", ["un autre nom", "un autre SIRET", "annulée"])
def test_sans_doute_sans_question(importer, porteuse, cas):
    structures.etti(
        porteuse,
        "Lys Façades" if cas == "un autre nom" else NOM,
        siret=structures.siret_fictif(932) if cas == "un autre SIRET" else None,
        annule_le="2026-01-01T00:00Z" if cas == "annulée" else None,
    )
    assert [v.issue for v in importer({"Employeur": NOM, CHAMPS["Employeur"]: SIRET}).verdicts] == ["cree"]


def test_un_contrat_connu_attend_aussi_et_la_reponse_complete_la_fiche(importer):
    importer({"Employeur": NOM})
    dite = {"Employeur": NOM, CHAMPS["Employeur"]: SIRET}
    assert [v.issue for v in importer(dite).verdicts] == ["a_confirmer"]
    (ligne,) = importer(dite, reponses={SIRET: "meme"}).verdicts
    assert (ligne.issue, de_ce_nom()) == ("modifie", [SIRET])


def test_l_ecran_ne_demande_qu_une_fois(client, porteuse, equipe):
    structures.etti(porteuse, NOM, siret=None)
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    dite = {"Employeur": NOM, CHAMPS["Employeur"]: SIRET}
    depose = service.deposer(classeurs.contrats(dite, {**dite, **ETE}, entetes=ENTETES), "contrats.xlsx", par=equipe)
    ecran = reverse("declarations:import_repondre", args=[depose.pk])
    page = client.get(ecran).content.decode()
    assert page.count("C’est la même structure") == 1, "une seule question : rien pour toutes les autres"
    assert "2\u00a0lignes à confirmer, 1\u00a0question" in page
    assert client.post(ecran, {"ligne_2": ""}).status_code == 422, "aucune réponse : rien n'est dit gardé"
    assert client.post(ecran, {"ligne_2": "meme"}).status_code == 302
    depose.refresh_from_db()
    assert (depose.rapport["crees"], depose.rapport["a_confirmer"]) == (2, 0)


def test_la_commande_repond_par_le_siret(porteuse, tmp_path, capsys):
    structures.etti(porteuse, NOM, siret=None)
    chemin = tmp_path / "contrats.xlsx"
    chemin.write_bytes(classeurs.contrats({"Employeur": NOM, CHAMPS["Employeur"]: SIRET}, entetes=ENTETES))
    with pytest.raises(SystemExit):
        call_command("importer_contrats", str(chemin), "--structure", "MEV")
    assert "--memes ou --distincts, et ce SIRET" in capsys.readouterr().out
    espace = f"{SIRET[:3]} {SIRET[3:9]} {SIRET[9:]}"
    call_command("importer_contrats", str(chemin), "--structure", "MEV", "--memes", espace, "--appliquer")
    assert de_ce_nom() == [SIRET]


@pytest.mark.parametrize(
    ("options", "mots"),
    [
        (("--memes", "3", "--distincts", "3"), "la ligne 3 a déjà sa réponse"),
        (("--memes", "3", "--distincts", "03"), "la ligne 3 a déjà sa réponse"),
        (("--memes", "3p,3P"), "la ligne 3p a déjà sa réponse"),
        (("--memes", SIRET, "--distincts", SIRET), f"{SIRET} a déjà sa réponse"),
        (("--memes", "toutes", "--distincts", "toutes"), "toutes a déjà sa réponse"),
        (("--memes", "structures", "--distincts", "structures"), "structures a déjà sa réponse"),
        (("--memes", "1234" * 3), ""),
        (("--memes", "elle"), "n'est pas un numéro de ligne"),
    ],
)
def test_des_reponses_qui_se_contredisent_sont_refusees(porteuse, tmp_path, capsys, options, mots):
    chemin = tmp_path / "contrats.xlsx"
    chemin.write_bytes(classeurs.contrats({}))
    if not mots:
        call_command("importer_contrats", str(chemin), "--structure", "MEV", *options)
        assert "Sans effet, les réponses données pour 123412341234" in capsys.readouterr().out
        return
    with pytest.raises(SystemExit) as sortie:
        call_command("importer_contrats", str(chemin), "--structure", "MEV", *options)
    assert (sortie.value.code, mots in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("reponse", ["7", "2p", "2", SIRET, "99999"])
def test_une_reponse_a_une_question_que_rien_ne_pose_se_dit(importer, reponse):
    rapport = importer({}, reponses={reponse: "meme"})
    assert any(f"données pour {reponse}" in dit for dit in rapport.avertissements)
    assert not any("Sans effet" in dit for dit in importer({}).avertissements)

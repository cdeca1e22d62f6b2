"""Nos textes tiennent debout ; une variante se contrôle, s'essaie, se compare, se quitte."""

import pytest
from django.urls import reverse

from clauses.avant.redaction.exemple import apercu
from clauses.avant.redaction.langage import _CONDITION, _INSERTION, VARIABLE, TexteRefuse, _noms, verifier
from clauses.avant.redaction.modeles_de_textes import VOCABULAIRE, modeles, section
from clauses.avant.redaction.models import ModeleDeTexte
from clauses.avant.redaction.services import modeles as services
from clauses.avant.redaction.services import pieces as services_des_pieces
from clauses.avant.redaction.tests import fabriques, scene
from clauses.avant.redaction.variables import CONDITIONS
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures

SECTIONS = [s for m in modeles() for s in m.sections]


@pytest.mark.parametrize("notre", SECTIONS, ids=lambda s: s.cle)
def test_chacun_de_nos_textes_n_emploie_que_des_noms_connus(notre):
    verifier(notre.texte, VOCABULAIRE)
    for condition in filter(None, (notre.si, notre.sauf)):
        assert condition in CONDITIONS
    for point in notre.points:
        verifier(" ".join(point.split()), VOCABULAIRE)
    assert notre.titre
    assert notre.du


def noms_employes(texte: str) -> dict[str, list[str]]:
    """Les noms que le texte emploie, par sorte."""
    conditions, insertions = [], []
    for brute in texte.splitlines():
        reste = brute.strip().removeprefix("- ")
        while trouve := _CONDITION.match(reste):
            conditions += _noms(trouve[2])
            reste = reste[trouve.end() :]
        if trouve := _INSERTION.match(reste):
            insertions.append(trouve[2])
    return {"variables": VARIABLE.findall(texte), "conditions": conditions, "insertions": insertions}


def test_chaque_variable_condition_et_tableau_sert_a_un_de_nos_textes():
    employes = {"variables": set(), "conditions": set(), "insertions": set()}
    for notre in SECTIONS:
        for texte in (notre.texte, *(" ".join(p.split()) for p in notre.points)):
            for sorte, noms in noms_employes(texte).items():
                employes[sorte] |= set(noms)
        employes["conditions"] |= {notre.si, notre.sauf}
    # Offertes aux variantes seulement : nos textes montrent les pénalités en tableau.
    offertes = {"operation", "marche_reference", "penalite_heure", "penalite_absence", "penalite_transmission"}
    assert set(VOCABULAIRE.variables) - employes["variables"] - offertes == set()
    assert set(VOCABULAIRE.insertions) - employes["insertions"] == {"bases"}


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("", "vide"),
        ("Le titulaire doit {{ obligtion }}.", "« obligtion ». La plus proche est « obligation »"),
        ("Le titulaire doit {{ obligation }.", "il manque une accolade"),
        ("{% for x in y %}", "pas de « {%"),
        ("[si alotti] Texte", "« alotti ». La plus proche est « alloti »"),
        ("[tableau heure]", "« heure ». La plus proche est « heures »"),
        ("[si] Texte", "ne se comprend pas"),
        ("[tableau heures] et du texte", "ne se comprend pas"),
    ],
)
def test_une_faute_est_nommee_avec_le_nom_le_plus_proche(texte, message):
    with pytest.raises(TexteRefuse) as refus:
        verifier(texte, VOCABULAIRE)
    assert message in str(refus.value).replace("\u00a0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("notre", SECTIONS, ids=lambda s: s.cle)
def test_chaque_section_s_essaie_sur_le_marche_d_exemple(notre):
    assert apercu(notre, notre.texte, structures.porteuse()).blocs


@pytest.fixture
def monde(db):
    return scene.monter()


@pytest.fixture
def fin():
    return section("ccap.fin")


def test_une_variante_s_ecrit_et_les_pieces_la_prennent(monde, fin):
    par = monde.acteur()
    piece = services_des_pieces.preparer(monde.marche, "ccap", par=par)
    avant = services_des_pieces.engendrer(piece, par=par).version
    services.ecrire(fin, "Fin, selon {{ acheteur }} <b>&</b> nous.", par=par, motif="Usage de la maison")
    apres = services_des_pieces.engendrer(piece, par=par)
    assert apres.est_neuve
    assert "Fin, selon Habitat des Trois-Canaux <b>&</b> nous." in apres.version.texte
    assert "attestation qui dit" in avant.texte
    assert "attestation qui dit" not in apres.version.texte


def test_les_versions_se_suivent_et_une_seule_vaut(monde, fin):
    par = monde.acteur()
    services.ecrire(fin, "Un.", par=par, motif="Premier", rang_lu=0)
    services.ecrire(fin, "Deux.", par=par, motif="Second", rang_lu=1)
    services.revenir_au_notre(fin, par=par, motif="Retour")
    assert not ModeleDeTexte.objects.en_vigueur().exists()
    services.ecrire(fin, "Trois.", par=par, motif="Encore", rang_lu=0)
    lignes = ModeleDeTexte.objects.order_by("rang").values_list("rang", "texte", "est_en_vigueur")
    assert list(lignes) == [(1, "Un.", False), (2, "Deux.", False), (3, "Trois.", True)]


def test_deux_personnes_sur_le_meme_texte(monde, fin):
    services.ecrire(fin, "Un.", par=monde.acteur(), motif="Premier", rang_lu=0)
    with pytest.raises(ModifieEntreTemps):
        services.ecrire(fin, "Deux.", par=monde.acteur("responsable"), motif="Second", rang_lu=0)


@pytest.mark.parametrize(("texte", "motif", "champ"), [("Un.", " ", "motif"), ("{{ rien }}", "Oui", "texte")])
def test_un_refus_nomme_son_champ(monde, fin, texte, motif, champ):
    with pytest.raises(RefusMetier) as refus:
        services.ecrire(fin, texte, par=monde.acteur(), motif=motif)
    assert refus.value.champ == champ


def test_le_meme_texte_ne_fait_pas_de_version(monde, fin):
    with pytest.raises(RefusMetier, match="déjà celui qui vaut"):
        services.ecrire(fin, fin.texte, par=monde.acteur(), motif="Pour rien")


def test_revenir_sans_variante_est_refuse(monde, fin):
    with pytest.raises(RefusMetier, match="suit déjà"):
        services.revenir_au_notre(fin, par=monde.acteur(), motif="Retour")


def test_une_variante_d_une_autre_structure_n_a_pas_d_effet(monde, fin):
    fabriques.variante(structures.porteuse("Ailleurs (fictive)"))
    par = monde.acteur()
    piece = services_des_pieces.preparer(monde.marche, "ccap", par=par)
    assert "Notre façon de finir" not in services_des_pieces.engendrer(piece, par=par).version.texte


def test_un_nom_disparu_depuis_ne_casse_rien(monde):
    fabriques.variante(monde.marche.porteuse, texte="Avec {{ nom_disparu }}.\n[si condition_disparue] Tu.\n[tableau x]")
    par = monde.acteur()
    texte = services_des_pieces.engendrer(services_des_pieces.preparer(monde.marche, "ccap", par=par), par=par)
    assert "[à compléter\u00a0: nom_disparu]" in texte.version.texte


def adresse(nom, *suite):
    return reverse(f"redaction:{nom}", args=suite)


@pytest.mark.parametrize(("role", "statut"), [("facilitateur", 200), ("responsable", 200), ("acheteur", 403)])
def test_les_textes_sont_a_l_equipe(monde, role, statut):
    client = monde.connecter(role)
    assert client.get(adresse("modeles")).status_code == statut
    assert client.get(adresse("modele", "ccap.heures")).status_code == statut
    assert client.get(adresse("modele_revenir", "ccap.heures")).status_code == statut


def test_une_section_inconnue_n_existe_pas(monde):
    client = monde.connecter("facilitateur")
    for code in ("ccap.rien", "rien.heures", "x"):
        assert client.get(adresse("modele", code)).status_code == 404


def test_l_ecran_essaie_refuse_enregistre_compare_et_revient(monde):
    client, ici = monde.connecter("facilitateur"), adresse("modele", "ccap.fin")
    saisie = {"texte": "La fin de {{ acheteur }}.", "motif": "", "rang_lu": "0"}
    essai = client.post(ici, {**saisie, "acte": "essayer"}).content.decode()
    assert "La fin de Ville d’Exemple." in essai
    assert not ModeleDeTexte.objects.exists()
    faute = client.post(ici, {**saisie, "texte": "{{ achteur }}", "motif": "Oui", "acte": "enregistrer"})
    assert faute.status_code == 422
    assert "acheteur" in str(faute.context["form"].errors)
    assert client.post(ici, {**saisie, "acte": "enregistrer"}).status_code == 422
    ecrite = client.post(ici, {**saisie, "motif": "Plus court", "acte": "enregistrer"}, follow=True).content.decode()
    assert "Votre variante, version 1" in ecrite
    assert "De notre texte au vôtre" in ecrite
    liste = client.get(adresse("modeles")).content.decode()
    assert "Plus court" in liste
    revenir = adresse("modele_revenir", "ccap.fin")
    assert "Dites pourquoi" in client.post(revenir, {"motif": ""}).content.decode()
    assert "suit de nouveau notre texte" in client.post(revenir, {"motif": "Retour"}, follow=True).content.decode()

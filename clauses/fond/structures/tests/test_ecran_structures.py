"""Les écrans du répertoire : droits, saisie, refus, listes, exports."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures import services
from clauses.fond.structures.models import Contact, Structure
from clauses.fond.structures.tests import fabriques
from clauses.fond.territoires.models import Departement

pytestmark = pytest.mark.django_db
LISTE, CREER = "/structures/", "/structures/creer/"


@pytest.fixture
def porteuse():
    return fabriques.porteuse()


@pytest.fixture
def facilitatrice(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def compte_de(role, porteuse):
    if role == Role.PILOTE:
        return comptes.pilote(Departement.objects.order_by("code").first()).utilisateur
    if role in (Role.FACILITATEUR, Role.RESPONSABLE):
        return comptes.appartenance(role, porteuse=porteuse).utilisateur
    return comptes.appartenance(role, porteuse=porteuse, structure=fabriques.entreprise(porteuse)).utilisateur


@pytest.mark.parametrize("role", list(Role))
def test_seule_l_equipe_ouvre_le_repertoire(client, porteuse, role):
    structure = fabriques.entreprise(porteuse)
    contact = fabriques.contact(structure)
    client.force_login(compte_de(role, porteuse))
    est_equipe = role in (Role.FACILITATEUR, Role.RESPONSABLE)
    for nom in ("liste", "creer", "export_xlsx", "export_csv"):
        assert client.get(reverse(f"structures:{nom}")).status_code == (200 if est_equipe else 403), nom
    for nom in ("fiche", "modifier", "annuler", "contact_creer"):
        reponse = client.get(reverse(f"structures:{nom}", args=[structure.pk]))
        assert reponse.status_code == (200 if est_equipe else 404), nom
    for nom in ("contact_modifier", "contact_annuler"):
        reponse = client.get(reverse(f"structures:{nom}", args=[contact.pk]))
        assert reponse.status_code == (200 if est_equipe else 404), nom


def test_l_autre_porteuse_ne_trouve_rien(client, porteuse):
    structure = fabriques.entreprise(porteuse)
    contact = fabriques.contact(structure)
    client.force_login(comptes.responsable(fabriques.porteuse("Ailleurs")).utilisateur)
    for nom, cle in (("fiche", structure.pk), ("modifier", structure.pk), ("contact_modifier", contact.pk)):
        assert client.get(reverse(f"structures:{nom}", args=[cle])).status_code == 404
    for nom, cle in (("modifier", structure.pk), ("annuler", structure.pk), ("contact_annuler", contact.pk)):
        assert client.post(reverse(f"structures:{nom}", args=[cle]), {"motif": "x", "nom": "x"}).status_code == 404
    assert structure.nom not in client.get(LISTE).content.decode()
    assert structure.nom not in client.get(reverse("structures:export_csv")).content.decode()


def test_la_liste_filtre_et_garde_ses_filtres_dans_l_adresse(facilitatrice, porteuse):
    fabriques.etti(porteuse, "Élan Intérim")
    fabriques.entreprise(porteuse, "Toiture")
    fabriques.structure(porteuse, "Sans numéro", siret=None)
    page = facilitatrice.get(LISTE).content.decode()
    assert "3\u00a0structures au répertoire, dont 1\u00a0à compléter (sans SIRET)." in page
    page = facilitatrice.get(LISTE, {"q": "elan"}).content.decode()
    assert ("Élan Intérim" in page, "Toiture" in page) == (True, False)
    page = facilitatrice.get(LISTE, {"nature": "etti"}).content.decode()
    assert ("Élan Intérim" in page, "Toiture" in page, 'value="etti" selected' in page) == (True, False, True)
    page = facilitatrice.get(LISTE, {"fiche": "sans_siret"}).content.decode()
    assert ("Sans numéro" in page, "Toiture" in page) == (True, False)


def test_une_liste_vide_dit_pourquoi(facilitatrice):
    assert "Le répertoire est vide" in facilitatrice.get(LISTE).content.decode()
    assert "Retirez un filtre" in facilitatrice.get(LISTE, {"q": "rien"}).content.decode()


def test_la_liste_a_un_nombre_borne_de_requetes(facilitatrice, porteuse, django_assert_max_num_queries):
    for rang in range(60):
        fabriques.entreprise(porteuse, f"Société {rang:02}")
    with django_assert_max_num_queries(9):
        page = facilitatrice.get(LISTE, {"page": 2}).content.decode()
    assert page.count("data-ligne") == 10


def test_creer_puis_lire_la_fiche(facilitatrice):
    siret = fabriques.siret_fictif(12)
    donnees = {"siret": siret, "nom": "Élan", "famille": "autre", "nature": "etti", "code_postal": "1000"}
    reponse = facilitatrice.post(CREER, donnees)
    structure = Structure.objects.get()
    assert reponse["Location"] == reverse("structures:fiche", args=[structure.pk])
    assert (structure.famille, structure.code_postal) == ("siae", "01000")
    page = facilitatrice.get(reponse["Location"]).content.decode()
    assert "\u202f".join((siret[:3], siret[3:6], siret[6:9], siret[9:])) in page
    assert "Il manque un référent et un contact hiérarchique à cette fiche." in page
    assert "?fonction=hierarchie" in page


def test_le_zero_retabli_est_dit(facilitatrice):
    siret = fabriques.siret_a_zero()
    reponse = facilitatrice.post(CREER, {"siret": siret[1:], "nom": "Alpha", "famille": "autre"}, follow=True)
    assert "zéro de tête" in reponse.content.decode()


def test_un_siret_connu_mene_a_sa_fiche_et_rien_n_est_perdu(facilitatrice, porteuse):
    connue = fabriques.entreprise(porteuse, "Alpha <b>")
    donnees = {"siret": connue.siret, "nom": "Bêta", "famille": "autre", "commune": "Anzin"}
    page = facilitatrice.post(CREER, donnees).content.decode()
    assert f'<a href="{reverse("structures:fiche", args=[connue.pk])}">Alpha &lt;b&gt;</a>' in page
    assert 'value="Anzin"' in page
    assert Structure.objects.count() == 1


@pytest.mark.parametrize(
    ("siret", "dit"),
    [("1234567890123", "13 chiffres au lieu de 14"), ("732829320", "SIREN"), ("73282932000075", "pas valide")],
)
def test_un_siret_faux_dit_ce_qui_cloche(facilitatrice, siret, dit):
    page = facilitatrice.post(CREER, {"siret": siret, "nom": "Alpha", "famille": "autre"}).content.decode()
    assert dit in page
    assert f'value="{siret}"' in page


def test_le_meme_nom_avertit_avant_d_enregistrer(facilitatrice, porteuse):
    fabriques.entreprise(porteuse, "Éclair Propreté")
    donnees = {"nom": "ECLAIR PROPRETE", "famille": "autre"}
    assert "peut-être déjà au répertoire" in facilitatrice.post(CREER, donnees).content.decode()
    assert Structure.objects.count() == 1
    facilitatrice.post(CREER, {**donnees, "malgre_les_doublons": "on"})
    assert Structure.objects.count() == 2


def test_la_seconde_personne_voit_ce_qui_a_change(facilitatrice, porteuse):
    structure = fabriques.entreprise(porteuse, "Alpha")
    adresse = reverse("structures:modifier", args=[structure.pk])
    lue = structure.version
    autre = Acteur.systeme("Marie Exemple", porteuse_id=porteuse.pk)
    services.modifier(structure, par=autre, commune="Lens")
    donnees = {"nom": "Alpha", "siret": structure.siret, "famille": "autre", "adresse": "1 rue", "version": lue}
    page = facilitatrice.post(adresse, donnees).content.decode()
    assert "Ce qui a changé pendant votre saisie" in page
    assert ("Marie Exemple" in page, "Lens" in page, 'value="1 rue"' in page) == (True, True, True)
    structure.refresh_from_db()
    assert structure.adresse == ""
    assert facilitatrice.post(adresse, {**donnees, "version": structure.version}).status_code == 302


def test_sortir_du_repertoire_puis_retablir(facilitatrice, porteuse):
    structure = fabriques.entreprise(porteuse, "Alpha")
    adresse = reverse("structures:annuler", args=[structure.pk])
    assert "Dites pourquoi" in facilitatrice.post(adresse, {"motif": ""}).content.decode()
    page = facilitatrice.post(adresse, {"motif": "liquidation"}, follow=True).content.decode()
    assert "Sortie du répertoire\u00a0: liquidation" in page
    assert "Alpha" not in facilitatrice.get(LISTE).content.decode()
    assert "Alpha" in facilitatrice.get(LISTE, {"fiche": "annulees"}).content.decode()
    facilitatrice.post(reverse("structures:retablir", args=[structure.pk]))
    assert "Alpha" in facilitatrice.get(LISTE).content.decode()


def test_les_contacts_se_saisissent_se_corrigent_et_se_retirent(facilitatrice, porteuse):
    structure = fabriques.entreprise(porteuse)
    fiche = reverse("structures:fiche", args=[structure.pk])
    creer = reverse("structures:contact_creer", args=[structure.pk])
    assert 'value="hierarchie" selected' in facilitatrice.get(creer, {"fonction": "hierarchie"}).content.decode()
    donnees = {"nom": "Fictive", "prenom": "Jeanne", "fonction": "hierarchie"}
    assert "Donnez un courriel ou un téléphone" in facilitatrice.post(creer, donnees).content.decode()
    facilitatrice.post(creer, {**donnees, "courriel": "jeanne@exemple.test"})
    contact = Contact.objects.get()
    page = facilitatrice.get(fiche).content.decode()
    assert ("Jeanne Fictive" in page, "?fonction=hierarchie" in page) == (True, False)
    modifier = reverse("structures:contact_modifier", args=[contact.pk])
    facilitatrice.post(modifier, {**donnees, "telephone": "03 27 00 00 00", "version": contact.version})
    assert "03 27 00 00 00" in facilitatrice.get(fiche).content.decode()
    facilitatrice.post(reverse("structures:contact_annuler", args=[contact.pk]), {"motif": "partie"})
    assert "?fonction=hierarchie" in facilitatrice.get(fiche).content.decode()


def test_la_fiche_a_un_nombre_borne_de_requetes(facilitatrice, porteuse, django_assert_max_num_queries):
    structure = fabriques.entreprise(porteuse)
    for rang in range(20):
        fabriques.contact(structure, f"Nom {rang}")
    with django_assert_max_num_queries(11):
        assert facilitatrice.get(reverse("structures:fiche", args=[structure.pk])).status_code == 200


def test_l_export_porte_les_filtres_et_les_contacts(facilitatrice, porteuse):
    structure = fabriques.etti(porteuse, "=Élan", sigle="E")
    fabriques.contact(structure, "Fictive", fonction="hierarchie", courriel="h@exemple.test")
    fabriques.entreprise(porteuse, "Toiture")
    reponse = facilitatrice.get(reverse("structures:export_xlsx"), {"nature": "etti"})
    feuilles = CalamineWorkbook.from_filelike(io.BytesIO(reponse.content))
    entetes, *lignes = feuilles.get_sheet_by_name("Données").to_python()
    ligne = dict(zip(entetes, lignes[0], strict=True))
    assert len(lignes) == 1
    assert (ligne["Raison sociale"], ligne["SIRET"]) == ("=Élan", structure.siret)
    assert ligne["Courriel du contact hiérarchique"] == "h@exemple.test"
    assert any("Nature" in str(case) for rang in feuilles.get_sheet_by_name("Lisez-moi").to_python() for case in rang)
    csv = facilitatrice.get(reverse("structures:export_csv")).content.decode("utf-8-sig")
    assert ("'=Élan" in csv, "Toiture" in csv) == (True, True)


def test_l_export_a_un_nombre_borne_de_requetes(facilitatrice, porteuse, django_assert_max_num_queries):
    for rang in range(30):
        fabriques.contact(fabriques.entreprise(porteuse, f"Société {rang}"))
    with django_assert_max_num_queries(8):
        facilitatrice.get(reverse("structures:export_csv"))


def test_la_famille_se_choisit_ou_la_nature_la_dit(facilitatrice):
    page = facilitatrice.get(CREER, {"famille": "inconnue"}).content.decode()
    assert 'value="etat" selected' not in page
    refus = facilitatrice.post(CREER, {"nom": "Alpha"})
    assert refus.status_code == 422
    assert "Choisissez la famille, ou une nature qui la dit." in refus.content.decode()
    facilitatrice.post(CREER, {"nom": "Alpha", "nature": "commune"})
    assert Structure.objects.get(nom="Alpha").famille == "collectivite"

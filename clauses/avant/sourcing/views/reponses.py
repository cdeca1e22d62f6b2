"""La réponse notée par le facilitateur, et la pièce jointe."""

from django.http import Http404, HttpResponse

from clauses.avant.projets.onglets import fil_projet
from clauses.avant.sourcing import services
from clauses.avant.sourcing.forms import ReponseForm
from clauses.avant.sourcing.models import Sollicitation
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.fichiers import a_enregistrer
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete

REPRIS = ("reponse", "propose", "heures_par_mois", "observations", "repondant")


@ecran("sollicitation.repondre", ecrit=True, objet=Sollicitation)
def reponse(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """Noter ce que la structure a répondu au téléphone, par courriel, sur place."""
    initial = {nom: getattr(demande, nom) for nom in (*REPRIS, "version")}
    formulaire = ReponseForm(requete.POST or None, requete.FILES or None, initial=initial)
    formulaire.fields["reponse"].label = "Ce projet l'intéresse-t-il\u202f?"
    retour = fiche_de(demande)
    fil = fil_projet(requete.acteur, demande.projet, Lien(demande.destinataire, retour), Lien("Réponse"))

    def noter() -> Sollicitation:
        lue = formulaire.version_lue
        return services.noter_reponse(demande, formulaire.offre, par=requete.acteur, version_lue=lue)

    return saisir(
        requete,
        formulaire,
        noter,
        page=Page("Noter la réponse", surtitre=demande.destinataire, fil=fil),
        bouton="Enregistrer la réponse",
        retour=retour,
        message="La réponse est notée.",
    )


@ecran("sollicitation.voir", objet=Sollicitation)
def piece(requete: Requete, demande: Sollicitation) -> HttpResponse:
    """La pièce jointe, à enregistrer : jamais ouverte dans la page."""
    if not demande.contenu:
        raise Http404
    return a_enregistrer(bytes(demande.contenu), demande.nom_fichier)
